import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { Config } from '../config.ts';

export interface StorageProps {
  readonly config: Pick<Config, 'encryption' | 'objectLockDays' | 'retention' | 'accessLogBucket'>;
}

/** Where the nights are kept: one table for what stands, one bucket for what was read and found. */
export class Storage extends Construct {
  readonly table: Table;
  readonly bucket: Bucket;
  /** undefined: AWS's own keys. */
  readonly key: Key | undefined;

  constructor(scope: Construct, id: string, { config }: StorageProps) {
    super(scope, id);
    const { retention, objectLockDays } = config;
    const removalPolicy = retention.keepOnDestroy ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.key =
      config.encryption === 'customer'
        ? new Key(this, 'Key', {
            description: 'What Nightwarden keeps between nights',
            enableKeyRotation: true,
            removalPolicy,
          })
        : undefined;
    if (this.key !== undefined) letLogsUse(this.key);
    this.table = new Table(this, 'State', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: retention.keepOnDestroy,
      ...(this.key === undefined
        ? { encryption: TableEncryption.AWS_MANAGED }
        : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: this.key }),
      removalPolicy,
    });
    this.bucket = new Bucket(this, 'Evidence', {
      versioned: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      ...(this.key === undefined
        ? { encryption: BucketEncryption.S3_MANAGED }
        : { encryption: BucketEncryption.KMS, encryptionKey: this.key, bucketKeyEnabled: true }),
      ...(objectLockDays > 0
        ? { objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(objectLockDays)) }
        : {}),
      ...(config.accessLogBucket === undefined
        ? {}
        : {
            serverAccessLogsBucket: Bucket.fromBucketName(this, 'AccessLogs', config.accessLogBucket),
            serverAccessLogsPrefix: 'nightwarden/',
          }),
      removalPolicy,
      lifecycleRules: [
        {
          id: 'runs',
          prefix: 'runs/',
          expiration: Duration.days(retention.snapshotDays),
        },
        {
          id: 'replaced',
          noncurrentVersionExpiration: Duration.days(retention.replacedDays),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
    });
    if (config.accessLogBucket === undefined)
      acknowledge(
        this.bucket,
        'S1',
        'No bucket for access logs was named: accessLogBucket names one; data events of CloudTrail tell the same',
      );
    // By the resource itself: the CDK's own switch would bring a function that may change any bucket's notifications.
    (this.bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
  }
}

/** CloudWatch Logs encrypts with a key only when the key says so. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
export function letLogsUse(key: Key): void {
  const { partition, region, account } = Stack.of(key);
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Logs',
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*`,
        },
      },
    }),
  );
}
