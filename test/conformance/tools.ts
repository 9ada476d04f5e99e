import type { OtherTool } from './case.ts';

/** A tool whose source shows what it does. */
function source(tool: string, repo: string, path: string, commit: string) {
  return (answer: string): OtherTool => ({ tool, answer, read: { repo, path, commit } });
}

/** A tool of which others report it. */
export function reported(tool: string, answer: string): OtherTool {
  return { tool, answer };
}

export const prowlerUnusedKey = source(
  'Prowler',
  'prowler-cloud/prowler',
  'prowler/providers/aws/services/iam/iam_user_accesskey_unused/iam_user_accesskey_unused.py',
  '548ccb86d847f53e57543a17fa5ecf967e8e1876',
);
export const prowlerUnusedSecret = source(
  'Prowler',
  'prowler-cloud/prowler',
  'prowler/providers/aws/services/secretsmanager/secretsmanager_secret_unused/secretsmanager_secret_unused.py',
  '19bb3e76fa41d566652658c3ea230a8cf6d8c254',
);
export const prowlerHub = source(
  'Prowler',
  'prowler-cloud/prowler',
  'prowler/providers/aws/lib/security_hub/security_hub.py',
  '03d5d7479673c6acb357f4eb27bf676025b5709e',
);
export const steampipeSecret = source(
  'Steampipe AWS Compliance',
  'turbot/steampipe-mod-aws-compliance',
  'conformance_pack/secretsmanager.pp',
  '1dbf2d69b092144f289e495947d02a127c69a6f4',
);
export const airiam = source(
  'AirIAM',
  'bridgecrewio/AirIAM',
  'airiam/find_unused/find_unused.py',
  '02bdf9e2cf6d1277b8104a574737d4330be1bebc',
);
export const infisical = source(
  'Infisical',
  'Infisical/infisical',
  'backend/src/ee/services/nhi/aws/aws-nhi-scanner.ts',
  'ebd73ea523c406dedea6d65e5d569014717b4d2a',
);
export const awsSample = source(
  'AWS sample key rotation',
  'aws-samples/aws-iam-access-key-auto-rotation',
  'AccessKeyRotationLambdaFunction.py',
  '5e268ca4947e8e973090d402f71ec24af2bbabd9',
);
export const vault = source(
  'HashiCorp Vault',
  'hashicorp/vault',
  'builtin/logical/aws/rotation.go',
  '061e70244fbacb73f84706f928936ea87f115907',
);
export const cloudsplaining = source(
  'Cloudsplaining',
  'salesforce/cloudsplaining',
  'cloudsplaining/scan/policy_document.py',
  '05d9b9c70f91edf281b68c1411baf2bd2f923b3f',
);
export const asr = source(
  'Automated Security Response on AWS',
  'aws-solutions/automated-security-response-on-aws',
  'source/lambdas/common/utils/filterUtils.ts',
  '1c674113e06cbaf478dcecba7e598dbcaaf10180',
);
