/**
 * What each id says, in the framework's own words. Mappings are typed by these tables, so that an id which is not
 * here does not compile: look its text up first, then add it.
 */

/** OWASP Non-Human Identities Top 10, 2025. Source: https://owasp.org/www-project-non-human-identities-top-10/2025/ */
export const OWASP_NHI_TITLES = {
  'NHI1:2025': 'Improper Offboarding',
  'NHI2:2025': 'Secret Leakage',
  'NHI3:2025': 'Vulnerable Third-Party NHI',
  'NHI4:2025': 'Insecure Authentication',
  'NHI5:2025': 'Overprivileged NHI',
  'NHI6:2025': 'Insecure Cloud Deployment Configurations',
  'NHI7:2025': 'Long-Lived Secrets',
  'NHI8:2025': 'Environment Isolation',
  'NHI9:2025': 'NHI Reuse',
  'NHI10:2025': 'Human Use of NHI',
} as const;
export type OwaspNhiId = keyof typeof OWASP_NHI_TITLES;

/** NIST Cybersecurity Framework 2.0, subcategories. Source: NIST CSWP 29, https://doi.org/10.6028/NIST.CSWP.29 */
export const NIST_CSF_TITLES = {
  'GV.RM-04':
    'Strategic direction that describes appropriate risk response options is established and communicated',
  'GV.RR-02':
    'Roles, responsibilities, and authorities related to cybersecurity risk management are established, communicated, understood, and enforced',
  'GV.SC-07':
    'The risks posed by a supplier, their products and services, and other third parties are understood, recorded, prioritized, assessed, responded to, and monitored over the course of the relationship',
  'ID.AM-08': 'Systems, hardware, software, services, and data are managed throughout their life cycles',
  'PR.AA-01':
    'Identities and credentials for authorized users, services, and hardware are managed by the organization',
  'PR.AA-02': 'Identities are proofed and bound to credentials based on the context of interactions',
  'PR.AA-03': 'Users, services, and hardware are authenticated',
  'PR.AA-04': 'Identity assertions are protected, conveyed, and verified',
  'PR.AA-05':
    'Access permissions, entitlements, and authorizations are defined in a policy, managed, enforced, and reviewed, and incorporate the principles of least privilege and separation of duties',
  'PR.DS-01': 'The confidentiality, integrity, and availability of data-at-rest are protected',
  'DE.CM-03': 'Personnel activity and technology usage are monitored to find potentially adverse events',
  'DE.CM-09':
    'Computing hardware and software, runtime environments, and their data are monitored to find potentially adverse events',
  'DE.AE-02': 'Potentially adverse events are analyzed to better understand associated activities',
  'DE.AE-03': 'Information is correlated from multiple sources',
  'RS.AN-03':
    'Analysis is performed to establish what has taken place during an incident and the root cause of the incident',
  'RS.MI-01': 'Incidents are contained',
  'RS.MI-02': 'Incidents are eradicated',
} as const;
export type NistCsfId = keyof typeof NIST_CSF_TITLES;

/** CIS AWS Foundations Benchmark: a recommendation by its number in 3.0.0, with its number in 5.0.0. */
export const CIS_TITLES = {
  '1.4': { v5: '1.3', title: "Ensure no 'root' user account access key exists" },
  '1.10': {
    v5: '1.9',
    title:
      'Ensure multi-factor authentication (MFA) is enabled for all IAM users that have a console password',
  },
  '1.11': {
    v5: '1.10',
    title:
      'Do not setup access keys during initial user setup for all IAM users that have a console password',
  },
  '1.12': { v5: '1.11', title: 'Ensure credentials unused for 45 days or greater are disabled' },
  '1.13': {
    v5: '1.12',
    title: 'Ensure there is only one active access key available for any single IAM user',
  },
  '1.14': { v5: '1.13', title: 'Ensure access keys are rotated every 90 days or less' },
  '1.15': { v5: '1.14', title: 'Ensure IAM users receive permissions only through groups' },
  '1.16': {
    v5: '1.15',
    title: 'Ensure IAM policies that allow full "*:*" administrative privileges are not attached',
  },
  '1.18': { v5: '1.17', title: 'Ensure IAM instance roles are used for AWS resource access from instances' },
} as const;
export type CisV3 = keyof typeof CIS_TITLES;

/**
 * Controls of AWS Security Hub CSPM. `fsbp` tells whether the standard AWS Foundational Security Best Practices holds
 * it; the others belong to its editions of CIS and NIST alone.
 * Source: AWS Security Hub CSPM User Guide, the controls reference and the list of FSBP controls.
 */
export const FSBP_TITLES = {
  'IAM.1': { fsbp: true, title: 'IAM policies should not allow full "*" administrative privileges' },
  'IAM.2': { fsbp: true, title: 'IAM users should not have IAM policies attached' },
  'IAM.3': { fsbp: true, title: "IAM users' access keys should be rotated every 90 days or less" },
  'IAM.4': { fsbp: true, title: 'IAM root user access key should not exist' },
  'IAM.5': { fsbp: true, title: 'MFA should be enabled for all IAM users that have a console password' },
  'IAM.8': { fsbp: true, title: 'Unused IAM user credentials should be removed' },
  'IAM.19': { fsbp: false, title: 'MFA should be enabled for all IAM users' },
  'IAM.21': {
    fsbp: true,
    title: 'IAM customer managed policies that you create should not allow wildcard actions for services',
  },
  'IAM.22': { fsbp: false, title: 'IAM user credentials unused for 45 days should be removed' },
  'IAM.26': { fsbp: false, title: 'Expired SSL/TLS certificates managed in IAM should be removed' },
  'IAM.28': { fsbp: false, title: 'IAM Access Analyzer external access analyzer should be enabled' },
  'SecretsManager.1': { fsbp: true, title: 'Secrets Manager secrets should have automatic rotation enabled' },
  'SecretsManager.2': {
    fsbp: true,
    title: 'Secrets Manager secrets configured with automatic rotation should rotate successfully',
  },
  'SecretsManager.3': { fsbp: true, title: 'Remove unused Secrets Manager secrets' },
  'SecretsManager.4': {
    fsbp: true,
    title: 'Secrets Manager secrets should be rotated within a specified number of days',
  },
  'CodeBuild.1': {
    fsbp: true,
    title: 'CodeBuild Bitbucket source repository URLs should not contain sensitive credentials',
  },
  'CodeBuild.2': {
    fsbp: true,
    title: 'CodeBuild project environment variables should not contain clear text credentials',
  },
  'ECS.8': { fsbp: true, title: 'Secrets should not be passed as container environment variables' },
} as const;
export type FsbpId = keyof typeof FSBP_TITLES;

/** MITRE ATT&CK, Enterprise: techniques, a sub-technique with the name of its technique before it. Source: https://attack.mitre.org */
export const ATTACK_TITLES = {
  'T1078.004': 'Valid Accounts: Cloud Accounts',
  'T1087.004': 'Account Discovery: Cloud Account',
  'T1098.001': 'Account Manipulation: Additional Cloud Credentials',
  'T1098.003': 'Account Manipulation: Additional Cloud Roles',
  T1110: 'Brute Force',
  'T1136.003': 'Create Account: Cloud Account',
  T1199: 'Trusted Relationship',
  T1496: 'Resource Hijacking',
  T1526: 'Cloud Service Discovery',
  T1528: 'Steal Application Access Token',
  T1530: 'Data from Cloud Storage',
  T1531: 'Account Access Removal',
  T1537: 'Transfer Data to Cloud Account',
  'T1550.001': 'Use Alternate Authentication Material: Application Access Token',
  'T1552.001': 'Unsecured Credentials: Credentials In Files',
  'T1552.005': 'Unsecured Credentials: Cloud Instance Metadata API',
  'T1555.006': 'Credentials from Password Stores: Cloud Secrets Management Stores',
  'T1562.008': 'Impair Defenses: Disable or Modify Cloud Logs',
  T1580: 'Cloud Infrastructure Discovery',
} as const;
export type AttackId = keyof typeof ATTACK_TITLES;
