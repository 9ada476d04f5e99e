import type { DetectorId } from '../detectors/ids.ts';
import type { Mapping } from './mapping.ts';
import type { NistCsfId } from './titles.ts';

/** NIST Cybersecurity Framework 2.0, subcategories. */
export const NIST_CSF: Readonly<Record<DetectorId, readonly Mapping<NistCsfId>[]>> = {
  'iam.unused-access-key': [{ id: 'PR.AA-01', because: 'credentials are managed through their whole life' }],
  'iam.never-used-access-key': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
  ],
  'iam.old-access-key': [{ id: 'PR.AA-01', because: 'credentials are managed through their whole life' }],
  'iam.several-active-access-keys': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
  ],
  'iam.root-access-key': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
    { id: 'PR.AA-05', because: 'least privilege' },
  ],
  'iam.leaver-access-key': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
    { id: 'PR.AA-05', because: 'access ends with the reason for it' },
  ],
  'iam.administrator-credential': [{ id: 'PR.AA-05', because: 'least privilege' }],
  'iam.old-ssh-key': [{ id: 'PR.AA-01', because: 'credentials are managed through their whole life' }],
  'iam.unused-ssh-key': [{ id: 'PR.AA-01', because: 'credentials are managed through their whole life' }],
  'iam.old-service-specific-credential': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
  ],
  'iam.unused-service-specific-credential': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
  ],
  'iam.api-key-without-expiry': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
  ],
  'iam.old-signing-certificate': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
  ],
  'iam.unused-services': [{ id: 'PR.AA-05', because: 'least privilege' }],
  'iam.inactive-access-key': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
  ],
  'iam.key-and-password': [
    { id: 'PR.AA-01', because: 'a program and a person each have an identity of their own' },
  ],
  'iam.unused-password': [{ id: 'PR.AA-01', because: 'credentials are managed through their whole life' }],
  'iam.password-without-mfa': [
    { id: 'PR.AA-03', because: 'users are authenticated as strongly as the risk asks' },
  ],
  'iam.stale-key-in-use': [
    { id: 'DE.AE-03', because: 'what several sources tell is put together' },
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
  ],
  'iam.wildcard-service-actions': [{ id: 'PR.AA-05', because: 'least privilege' }],
  'iam.unused-role': [
    { id: 'PR.AA-01', because: 'identities are managed through their whole life' },
    { id: 'PR.AA-05', because: 'access ends with the reason for it' },
  ],
  'iam.external-role-trust': [
    { id: 'PR.AA-05', because: 'access is granted to those who are known' },
    { id: 'PR.AA-03', because: 'whoever asks is authenticated as the one who is meant' },
  ],
  'iam.oidc-trust-without-subject': [
    { id: 'PR.AA-03', because: 'whoever asks is authenticated as the one who is meant' },
    { id: 'PR.AA-05', because: 'access is granted to those who need it' },
  ],
  'trust.leaver-credential': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
    { id: 'PR.AA-05', because: 'access ends with the reason for it' },
  ],
  'trust.ownerless-credential': [
    { id: 'GV.RR-02', because: 'somebody is responsible for it' },
    { id: 'ID.AM-08', because: 'assets are managed through their whole life' },
  ],
  'trust.exposed-credential': [
    { id: 'DE.CM-09', because: 'signs of compromise are looked for' },
    { id: 'RS.MI-01', because: 'incidents are contained' },
  ],
  'trust.shared-across-environments': [
    { id: 'PR.AA-05', because: 'access is limited to where there is a reason for it' },
  ],
  'trust.copied-credential': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
  ],
  'trust.person-on-machine-credential': [
    { id: 'DE.CM-03', because: "people's use of technology is watched" },
    { id: 'PR.AA-01', because: 'a program and a person each have an identity of their own' },
  ],
  'lambda.plaintext-credential': [
    { id: 'PR.AA-01', because: 'credentials are kept where only their users can read them' },
  ],
  'ecs.plaintext-credential': [
    { id: 'PR.AA-01', because: 'credentials are kept where only their users can read them' },
  ],
  'cloudformation.plaintext-credential': [
    { id: 'PR.AA-01', because: 'credentials are kept where only their users can read them' },
  ],
  'ec2.plaintext-user-data': [
    { id: 'PR.AA-01', because: 'credentials are kept where only their users can read them' },
  ],
  'codebuild.plaintext-credential': [
    { id: 'PR.AA-01', because: 'credentials are kept where only their users can read them' },
  ],
  'ssm.plaintext-parameter': [
    { id: 'PR.AA-01', because: 'credentials are kept where only their users can read them' },
    { id: 'PR.DS-01', because: 'what is stored and confidential is protected' },
  ],
  'apigateway.plaintext-stage-variable': [
    { id: 'PR.AA-01', because: 'credentials are kept where only their users can read them' },
  ],
  'glue.plaintext-argument': [
    { id: 'PR.AA-01', because: 'credentials are kept where only their users can read them' },
  ],
  'states.plaintext-definition': [
    { id: 'PR.AA-01', because: 'credentials are kept where only their users can read them' },
  ],
  'secretsmanager.unused-secret': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
    { id: 'ID.AM-08', because: 'assets are managed through their whole life' },
  ],
  'secretsmanager.old-secret': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
  ],
  'secretsmanager.rotation-failing': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
  ],
  'application.old-credential': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
  ],
  'application.unused-third-party': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
    { id: 'ID.AM-08', because: 'assets are managed through their whole life' },
  ],
  'secretsmanager.stray-pending': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
  ],
  'secretsmanager.deleted-but-read': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
    { id: 'ID.AM-08', because: 'assets are managed through their whole life' },
  ],
  'secretsmanager.no-managed-rotation': [
    { id: 'PR.AA-01', because: 'credentials are managed through their whole life' },
  ],
  'secretsmanager.external-access': [{ id: 'PR.AA-05', because: 'least privilege' }],
};
