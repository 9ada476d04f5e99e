/** The detectors by id, apart from their code, so that framework mappings can be typed by them without a cycle. */
export const DETECTOR_IDS = [
  'iam.unused-access-key',
  'iam.never-used-access-key',
  'iam.old-access-key',
  'iam.several-active-access-keys',
  'iam.root-access-key',
  'iam.leaver-access-key',
  'iam.administrator-credential',
  'trust.ownerless-credential',
  'trust.exposed-credential',
  'lambda.plaintext-credential',
  'ecs.plaintext-credential',
  'cloudformation.plaintext-credential',
  'ec2.plaintext-user-data',
  'codebuild.plaintext-credential',
  'ssm.plaintext-parameter',
  'secretsmanager.unused-secret',
  'secretsmanager.old-secret',
  'secretsmanager.rotation-failing',
] as const;
export type DetectorId = (typeof DETECTOR_IDS)[number];
