import type { DetectorId } from '../detectors/ids.ts';
import type { Mapping } from './mapping.ts';
import type { FsbpId } from './titles.ts';

/** Controls of AWS Security Hub CSPM: of its standard AWS Foundational Security Best Practices, and of its others. */
export const FSBP: Readonly<Record<DetectorId, readonly Mapping<FsbpId>[]>> = {
  'iam.unused-access-key': [
    { id: 'IAM.22', because: 'unused for 45 days' },
    { id: 'IAM.8', because: 'unused for 90 days' },
  ],
  'iam.never-used-access-key': [{ id: 'IAM.22', because: 'unused for 45 days, first use included' }],
  'iam.old-access-key': [{ id: 'IAM.3', because: 'rotated every 90 days' }],
  'iam.several-active-access-keys': [],
  'iam.root-access-key': [{ id: 'IAM.4', because: 'no key of root' }],
  'iam.leaver-access-key': [],
  'iam.administrator-credential': [{ id: 'IAM.1', because: 'no policy that allows everything' }],
  'iam.old-ssh-key': [],
  'iam.unused-ssh-key': [],
  'iam.old-service-specific-credential': [],
  'iam.unused-service-specific-credential': [],
  'iam.api-key-without-expiry': [],
  'iam.old-signing-certificate': [],
  'iam.unused-services': [],
  'iam.inactive-access-key': [],
  'iam.key-and-password': [],
  'iam.unused-password': [
    { id: 'IAM.22', because: 'unused for 45 days' },
    { id: 'IAM.8', because: 'unused for 90 days' },
  ],
  'iam.password-without-mfa': [
    { id: 'IAM.5', because: 'MFA for every user with a console password' },
    { id: 'IAM.19', because: 'MFA for every user' },
  ],
  'iam.stale-key-in-use': [],
  'iam.wildcard-service-actions': [
    { id: 'IAM.21', because: 'no wildcard actions for services in policies of one’s own' },
  ],
  'iam.unused-role': [],
  'iam.external-role-trust': [
    { id: 'IAM.28', because: 'it asks for an analyzer that finds the same trust in outsiders' },
  ],
  'iam.oidc-trust-without-subject': [
    { id: 'IAM.28', because: 'it asks for an analyzer that finds the same trust in outsiders' },
  ],
  'trust.leaver-credential': [],
  'trust.ownerless-credential': [],
  'trust.exposed-credential': [],
  'trust.shared-across-environments': [],
  'trust.copied-credential': [],
  'trust.person-on-machine-credential': [],
  'lambda.plaintext-credential': [],
  'ecs.plaintext-credential': [{ id: 'ECS.8', because: "no secret in a container's environment" }],
  'cloudformation.plaintext-credential': [],
  'ec2.plaintext-user-data': [],
  'codebuild.plaintext-credential': [
    { id: 'CodeBuild.2', because: 'no credentials in plaintext variables' },
    { id: 'CodeBuild.1', because: "no credentials in a source's URL" },
  ],
  'ssm.plaintext-parameter': [],
  'apigateway.plaintext-stage-variable': [],
  'glue.plaintext-argument': [],
  'states.plaintext-definition': [],
  'secretsmanager.unused-secret': [{ id: 'SecretsManager.3', because: 'unused secrets are removed' }],
  'secretsmanager.old-secret': [
    { id: 'SecretsManager.4', because: 'rotated within a number of days' },
    { id: 'SecretsManager.1', because: 'rotation is on' },
  ],
  'secretsmanager.rotation-failing': [{ id: 'SecretsManager.2', because: 'rotation succeeds' }],
  'application.old-credential': [],
  'application.unused-third-party': [],
  'secretsmanager.stray-pending': [{ id: 'SecretsManager.2', because: 'rotation succeeds' }],
  'secretsmanager.deleted-but-read': [],
  'secretsmanager.no-managed-rotation': [{ id: 'SecretsManager.1', because: 'rotation is on' }],
  'secretsmanager.external-access': [],
};
