import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Lab, labClient, labEnvironment } from '../../lab/lab.ts';

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
  const dynamodb = new DynamoDBClient(labClient(lab));
  await dynamodb.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
  dynamodb.destroy();
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
