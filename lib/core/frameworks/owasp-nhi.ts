import type { DetectorId } from '../detectors/ids.ts';
import type { Mapping } from './mapping.ts';
import type { OwaspNhiId } from './titles.ts';

/** OWASP Non-Human Identities Top 10, 2025. */
export const OWASP_NHI: Readonly<Record<DetectorId, readonly Mapping<OwaspNhiId>[]>> = {
  'iam.unused-access-key': [
    { id: 'NHI1:2025', because: 'what nothing uses any more should have been taken away' },
  ],
  'iam.never-used-access-key': [
    { id: 'NHI1:2025', because: 'what nothing ever used should have been taken away' },
  ],
  'iam.old-access-key': [{ id: 'NHI7:2025', because: 'it lives without an end' }],
  'iam.several-active-access-keys': [
    { id: 'NHI1:2025', because: 'the former key was left behind when the new one came' },
  ],
  'iam.root-access-key': [
    { id: 'NHI5:2025', because: 'nothing limits root' },
    { id: 'NHI7:2025', because: 'it lives without an end' },
  ],
  'iam.leaver-access-key': [
    { id: 'NHI1:2025', because: 'its holder left and it stayed' },
    { id: 'NHI10:2025', because: 'a person held it' },
  ],
  'iam.administrator-credential': [{ id: 'NHI5:2025', because: 'it may do more than any workload needs' }],
  'iam.old-ssh-key': [{ id: 'NHI7:2025', because: 'it lives without an end' }],
  'iam.unused-ssh-key': [
    { id: 'NHI1:2025', because: 'what nothing uses any more should have been taken away' },
  ],
  'iam.old-service-specific-credential': [{ id: 'NHI7:2025', because: 'it lives without an end' }],
  'iam.unused-service-specific-credential': [
    { id: 'NHI1:2025', because: 'what nothing uses any more should have been taken away' },
  ],
  'iam.api-key-without-expiry': [{ id: 'NHI7:2025', because: 'it was made without an end' }],
  'iam.old-signing-certificate': [
    { id: 'NHI7:2025', because: 'it outlives its own end' },
    { id: 'NHI4:2025', because: 'it proves its user to interfaces that are given up' },
  ],
  'iam.unused-services': [{ id: 'NHI5:2025', because: 'it may do more than its work needs' }],
  'iam.inactive-access-key': [{ id: 'NHI1:2025', because: 'it was taken out of use and not taken away' }],
  'iam.key-and-password': [{ id: 'NHI10:2025', because: 'a person and a program share one identity' }],
  'iam.unused-password': [
    { id: 'NHI1:2025', because: 'what nobody uses any more should have been taken away' },
  ],
  'iam.password-without-mfa': [{ id: 'NHI4:2025', because: 'a password alone is enough to sign in' }],
  'iam.stale-key-in-use': [
    { id: 'NHI7:2025', because: 'it lived on past the point where everybody took it for dead' },
  ],
  'iam.wildcard-service-actions': [{ id: 'NHI5:2025', because: 'it may do more than any workload needs' }],
  'iam.unused-role': [{ id: 'NHI1:2025', because: 'what nothing uses any more should have been taken away' }],
  'iam.external-role-trust': [
    { id: 'NHI3:2025', because: 'what a third party loses, this account loses' },
    { id: 'NHI4:2025', because: 'without an external id a third party can be made to act for a stranger' },
  ],
  'iam.oidc-trust-without-subject': [
    { id: 'NHI6:2025', because: 'the trust of a pipeline is set up too wide' },
    { id: 'NHI4:2025', because: 'a token is taken without asking whose it is' },
  ],
  'trust.leaver-credential': [{ id: 'NHI1:2025', because: 'its holder left and it stayed' }],
  'trust.ownerless-credential': [{ id: 'NHI1:2025', because: 'nobody is there who would take it away' }],
  'trust.exposed-credential': [{ id: 'NHI2:2025', because: 'it leaked' }],
  'trust.shared-across-environments': [
    { id: 'NHI8:2025', because: 'what leaks in one environment opens the others' },
    { id: 'NHI9:2025', because: 'several workloads use it' },
  ],
  'trust.copied-credential': [
    { id: 'NHI9:2025', because: 'several workloads use it' },
    { id: 'NHI2:2025', because: 'each copy is a place to find it' },
  ],
  'trust.person-on-machine-credential': [
    { id: 'NHI10:2025', because: "a person acts with a machine's rights" },
  ],
  'lambda.plaintext-credential': [
    { id: 'NHI2:2025', because: 'everybody who may read the configuration has it' },
  ],
  'ecs.plaintext-credential': [
    { id: 'NHI2:2025', because: 'everybody who may read the task definition has it' },
  ],
  'cloudformation.plaintext-credential': [
    { id: 'NHI2:2025', because: 'everybody who may read the stack has it' },
  ],
  'ec2.plaintext-user-data': [
    {
      id: 'NHI2:2025',
      because: 'everybody who may read the instance has it, and everything that runs on it',
    },
  ],
  'codebuild.plaintext-credential': [
    { id: 'NHI2:2025', because: 'everybody who may read the project or its builds has it' },
    { id: 'NHI6:2025', because: 'a pipeline is given a static credential' },
  ],
  'ssm.plaintext-parameter': [{ id: 'NHI2:2025', because: 'everybody who may read the parameter has it' }],
  'apigateway.plaintext-stage-variable': [
    { id: 'NHI2:2025', because: 'everybody who may read the API has it' },
  ],
  'glue.plaintext-argument': [
    { id: 'NHI2:2025', because: 'everybody who may read the job or its runs has it' },
  ],
  'states.plaintext-definition': [
    { id: 'NHI2:2025', because: 'everybody who may read the definition or an execution has it' },
  ],
  'secretsmanager.unused-secret': [
    { id: 'NHI1:2025', because: 'what nothing reads any more should have been taken away' },
  ],
  'secretsmanager.old-secret': [{ id: 'NHI7:2025', because: 'its value lives without an end' }],
  'secretsmanager.rotation-failing': [{ id: 'NHI7:2025', because: 'what should be short-lived is not' }],
  'application.old-credential': [{ id: 'NHI7:2025', because: 'it lives without an end' }],
  'application.unused-third-party': [
    { id: 'NHI3:2025', because: 'a third party keeps a way in that nothing needs' },
    { id: 'NHI1:2025', because: 'what nothing uses any more should have been taken away' },
  ],
  'secretsmanager.stray-pending': [{ id: 'NHI7:2025', because: 'what should be short-lived is not' }],
  'secretsmanager.deleted-but-read': [
    { id: 'NHI1:2025', because: 'it is taken away before its readers are' },
  ],
  'secretsmanager.no-managed-rotation': [{ id: 'NHI7:2025', because: 'its value lives without an end' }],
  'secretsmanager.external-access': [
    { id: 'NHI3:2025', because: 'another party holds it' },
    { id: 'NHI5:2025', because: 'more may read it than need to' },
  ],
};

/** What of each risk AWS does not show, whatever is granted: no detector can tell of it. */
export const OWASP_NHI_LIMITS: Readonly<Record<OwaspNhiId, string>> = {
  'NHI1:2025':
    'whether a workload outside AWS still runs, and who left, unless the roster says so: only the use of its credential is seen',
  'NHI2:2025':
    'copies outside the account, in repositories, chats, tickets and on laptops, unless they are reported (--exposures)',
  'NHI3:2025': 'how well a vendor keeps what it was given: only what it holds here, and whether it uses it',
  'NHI4:2025': 'how workloads authenticate to anything but AWS, and which OAuth flows they use',
  'NHI5:2025':
    'what is needed below the level of actions, and what Organizations policies take away, unless they are handed over',
  'NHI6:2025': 'the configuration of pipelines outside AWS: only the trust that roles put in them',
  'NHI7:2025': 'when a value was changed behind an unchanged secret, and expiry that only its issuer knows',
  'NHI8:2025': 'environments that no tag or account tells apart',
  'NHI9:2025':
    'several holders behind one address: one credential in two workloads is seen in their configuration, or by the networks that call with it',
  'NHI10:2025': 'a person who calls from the machine itself, with the tools that the machine uses',
};
