import type { DetectorId } from '../detectors/ids.ts';
import type { CIS_TITLES, CisV3 } from './titles.ts';

/** A recommendation by its number in either edition: numbers that do not belong together do not compile. */
type CisMapping = {
  readonly [V3 in CisV3]: {
    readonly v3: V3;
    readonly v5: (typeof CIS_TITLES)[V3]['v5'];
    readonly because: string;
  };
}[CisV3];

/** CIS AWS Foundations Benchmark, 3.0 and 5.0. Empty: it says nothing of the matter. */
export const CIS: Readonly<Record<DetectorId, readonly CisMapping[]>> = {
  'iam.unused-access-key': [{ v3: '1.12', v5: '1.11', because: 'unused for 45 days' }],
  'iam.never-used-access-key': [
    { v3: '1.12', v5: '1.11', because: 'unused for 45 days, first use included' },
  ],
  'iam.old-access-key': [{ v3: '1.14', v5: '1.13', because: 'rotated every 90 days' }],
  'iam.several-active-access-keys': [{ v3: '1.13', v5: '1.12', because: 'one active key a user' }],
  'iam.root-access-key': [{ v3: '1.4', v5: '1.3', because: 'no key of root' }],
  'iam.leaver-access-key': [],
  'iam.administrator-credential': [{ v3: '1.16', v5: '1.15', because: 'no policy that allows everything' }],
  'iam.old-ssh-key': [],
  'iam.unused-ssh-key': [],
  'iam.old-service-specific-credential': [],
  'iam.unused-service-specific-credential': [],
  'iam.api-key-without-expiry': [],
  'iam.old-signing-certificate': [],
  'iam.unused-services': [],
  'iam.inactive-access-key': [],
  'iam.key-and-password': [
    { v3: '1.11', v5: '1.10', because: 'no key set up with a user who has a console password' },
  ],
  'iam.unused-password': [{ v3: '1.12', v5: '1.11', because: 'unused for 45 days' }],
  'iam.password-without-mfa': [
    { v3: '1.10', v5: '1.9', because: 'MFA for every user with a console password' },
  ],
  'iam.stale-key-in-use': [],
  'iam.wildcard-service-actions': [],
  'iam.unused-role': [],
  'iam.external-role-trust': [],
  'iam.oidc-trust-without-subject': [],
  'trust.leaver-credential': [],
  'trust.ownerless-credential': [],
  'trust.exposed-credential': [],
  'trust.shared-across-environments': [],
  'trust.copied-credential': [],
  'trust.person-on-machine-credential': [],
  'lambda.plaintext-credential': [],
  'ecs.plaintext-credential': [],
  'cloudformation.plaintext-credential': [],
  'ec2.plaintext-user-data': [],
  'codebuild.plaintext-credential': [],
  'ssm.plaintext-parameter': [],
  'apigateway.plaintext-stage-variable': [],
  'glue.plaintext-argument': [],
  'states.plaintext-definition': [],
  'secretsmanager.unused-secret': [],
  'secretsmanager.old-secret': [],
  'secretsmanager.rotation-failing': [],
  'application.old-credential': [],
  'application.unused-third-party': [],
  'secretsmanager.stray-pending': [],
  'secretsmanager.deleted-but-read': [],
  'secretsmanager.no-managed-rotation': [],
  'secretsmanager.external-access': [],
};
