import type { DetectorId } from '../detectors/ids.ts';
import type { Mapping } from './mapping.ts';
import type { AttackId } from './titles.ts';

/** MITRE ATT&CK techniques that the finding would serve. */
export const ATTACK: Readonly<Record<DetectorId, readonly Mapping<AttackId>[]>> = {
  'iam.unused-access-key': [{ id: 'T1078.004', because: 'a valid account of the cloud' }],
  'iam.never-used-access-key': [
    { id: 'T1078.004', because: 'a valid account of the cloud' },
    { id: 'T1098.001', because: 'a key nobody uses may be one that an intruder made' },
  ],
  'iam.old-access-key': [{ id: 'T1078.004', because: 'a valid account of the cloud' }],
  'iam.several-active-access-keys': [
    { id: 'T1078.004', because: 'a valid account of the cloud' },
    { id: 'T1098.001', because: 'a further key may be one that an intruder made' },
  ],
  'iam.root-access-key': [{ id: 'T1078.004', because: 'a valid account of the cloud' }],
  'iam.leaver-access-key': [{ id: 'T1078.004', because: 'a valid account of the cloud' }],
  'iam.administrator-credential': [
    { id: 'T1078.004', because: 'a valid account of the cloud' },
    { id: 'T1098.003', because: 'it can hand out any permission' },
  ],
  'iam.old-ssh-key': [{ id: 'T1078.004', because: 'a valid account of the cloud' }],
  'iam.unused-ssh-key': [
    { id: 'T1078.004', because: 'a valid account of the cloud' },
    { id: 'T1098.001', because: 'a key nobody uses may be one that an intruder added' },
  ],
  'iam.old-service-specific-credential': [{ id: 'T1078.004', because: 'a valid account of the cloud' }],
  'iam.unused-service-specific-credential': [
    { id: 'T1078.004', because: 'a valid account of the cloud' },
    { id: 'T1098.001', because: 'a credential nobody uses may be one that an intruder added' },
  ],
  'iam.api-key-without-expiry': [
    { id: 'T1078.004', because: 'a valid account of the cloud' },
    { id: 'T1496', because: 'models run at the cost of the account' },
  ],
  'iam.old-signing-certificate': [{ id: 'T1078.004', because: 'a valid account of the cloud' }],
  'iam.unused-services': [{ id: 'T1078.004', because: 'whoever takes it may do more than its work' }],
  'iam.inactive-access-key': [
    { id: 'T1078.004', because: 'a valid account of the cloud' },
    { id: 'T1098.001', because: 'an intruder may switch it on again and make none of their own' },
  ],
  'iam.key-and-password': [
    { id: 'T1078.004', because: 'a valid account of the cloud' },
    { id: 'T1098.001', because: 'whoever is in the console has a way in without it' },
  ],
  'iam.unused-password': [{ id: 'T1078.004', because: 'a valid account of the cloud' }],
  'iam.password-without-mfa': [
    { id: 'T1078.004', because: 'a valid account of the cloud' },
    { id: 'T1110', because: 'a password alone can be guessed, sprayed or stuffed' },
  ],
  'iam.stale-key-in-use': [{ id: 'T1078.004', because: 'a valid account of the cloud' }],
  'iam.wildcard-service-actions': [{ id: 'T1078.004', because: 'a valid account of the cloud' }],
  'iam.unused-role': [{ id: 'T1078.004', because: 'a valid account of the cloud' }],
  'iam.external-role-trust': [
    { id: 'T1199', because: 'a trusted relationship lets others in' },
    { id: 'T1098.003', because: 'trust in an account of one’s own is how an intruder stays' },
  ],
  'iam.oidc-trust-without-subject': [
    { id: 'T1199', because: 'a trusted relationship lets others in' },
    { id: 'T1078.004', because: 'a valid account of the cloud' },
  ],
  'trust.leaver-credential': [{ id: 'T1078.004', because: 'a valid account of the cloud' }],
  'trust.ownerless-credential': [{ id: 'T1078.004', because: 'a valid account of the cloud' }],
  'trust.exposed-credential': [
    { id: 'T1078.004', because: 'a valid account of the cloud' },
    { id: 'T1552.001', because: 'it was found where it lay' },
  ],
  'trust.shared-across-environments': [
    { id: 'T1078.004', because: 'a valid account of the cloud' },
    { id: 'T1552.001', because: 'the weaker environment gives it away' },
  ],
  'trust.copied-credential': [
    { id: 'T1552.001', because: 'each copy is a place to find it' },
    { id: 'T1078.004', because: 'a valid account of the cloud' },
  ],
  'trust.person-on-machine-credential': [{ id: 'T1078.004', because: 'a valid account of the cloud' }],
  'lambda.plaintext-credential': [{ id: 'T1552.001', because: 'credentials in files and configuration' }],
  'ecs.plaintext-credential': [{ id: 'T1552.001', because: 'credentials in files and configuration' }],
  'cloudformation.plaintext-credential': [
    { id: 'T1552.001', because: 'credentials in files and configuration' },
  ],
  'ec2.plaintext-user-data': [
    { id: 'T1552.001', because: 'credentials in files and configuration' },
    { id: 'T1552.005', because: 'every process on the instance can ask its metadata service for it' },
  ],
  'codebuild.plaintext-credential': [{ id: 'T1552.001', because: 'credentials in files and configuration' }],
  'ssm.plaintext-parameter': [{ id: 'T1552.001', because: 'credentials in files and configuration' }],
  'apigateway.plaintext-stage-variable': [
    { id: 'T1552.001', because: 'credentials in files and configuration' },
  ],
  'glue.plaintext-argument': [{ id: 'T1552.001', because: 'credentials in files and configuration' }],
  'states.plaintext-definition': [{ id: 'T1552.001', because: 'credentials in files and configuration' }],
  'secretsmanager.unused-secret': [{ id: 'T1555.006', because: "secrets read from the cloud's store" }],
  'secretsmanager.old-secret': [{ id: 'T1555.006', because: "secrets read from the cloud's store" }],
  'secretsmanager.rotation-failing': [{ id: 'T1555.006', because: "secrets read from the cloud's store" }],
  'application.old-credential': [
    { id: 'T1528', because: 'keys and secrets that applications sign in with are stolen' },
  ],
  'application.unused-third-party': [
    { id: 'T1199', because: 'what was agreed with a third party stays open' },
  ],
  'secretsmanager.stray-pending': [{ id: 'T1555.006', because: "secrets read from the cloud's store" }],
  'secretsmanager.deleted-but-read': [{ id: 'T1555.006', because: "secrets read from the cloud's store" }],
  'secretsmanager.no-managed-rotation': [{ id: 'T1555.006', because: "secrets read from the cloud's store" }],
  'secretsmanager.external-access': [
    { id: 'T1555.006', because: "secrets read from the cloud's store" },
    { id: 'T1199', because: 'another account is trusted to read it' },
  ],
};
