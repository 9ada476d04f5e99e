import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Lab, labClient, labEnvironment } from '../../lab/lab.ts';
import { makeStateTable } from '../../lab/state-table.ts';

const TABLE = 'state';
const BUCKET = 'evidence';
/** AWS's own pace would make the bench one of patience. */
const UNPACED = 'budgets:\n  iam: 1000\n  cloudtrail: 1000\n  secretsmanager: 1000\n';

/** The table and bucket that the stack would have made. */
export async function makeHome(lab: Lab): Promise<void> {
  const s3 = new S3Client({ ...labClient(lab), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'inputs/policy.yaml', Body: UNPACED }));
  s3.destroy();
  await makeStateTable(lab, TABLE);
}

/** What a worker is told of it. */
export function homeEnvironment(lab: Lab, region: string): NodeJS.ProcessEnv {
  return {
    ...labEnvironment(lab),
    AWS_REGION: region,
    AWS_ENDPOINT_URL_S3: lab.endpoint,
    POWERTOOLS_LOG_LEVEL: 'ERROR',
    POWERTOOLS_METRICS_DISABLED: 'true',
    NIGHTWARDEN_TABLE: TABLE,
    NIGHTWARDEN_BUCKET: BUCKET,
    NIGHTWARDEN_HOME_REGION: region,
    NIGHTWARDEN_PARTITION: 'aws',
    NIGHTWARDEN_ACCOUNT: lab.account,
    NIGHTWARDEN_RUN_DAYS: '400',
    NIGHTWARDEN_REGIONS: region,
  };
}
