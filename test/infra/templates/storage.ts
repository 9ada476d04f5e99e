import { describe, expect, it } from 'vitest';
import {
  type Deployment,
  type Filled,
  onlyOf,
  policiesOf,
  resourcesOf,
  type Stack,
  stackOf,
  statementsOf,
  textOf,
} from '../synth.ts';

const STATEFUL: readonly (readonly [Deployment, string])[] = [
  ['single', 'Nightwarden'],
  ['strict', 'Nightwarden'],
  ['throwaway', 'Nightwarden'],
  ['organisation', 'NightwardenHub'],
];

function only(stack: Stack, type: string): Filled['Properties'] {
  return onlyOf(stack, type)[1].Properties;
}

describe.each(STATEFUL)('what %s keeps in %s', (deployment, name) => {
  const stack = stackOf(deployment, name);
  const table = only(stack, 'AWS::DynamoDB::Table');
  const bucket = only(stack, 'AWS::S3::Bucket');

  it('the table can be restored to any moment, and lets runs expire', () => {
    expect(table.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
    expect(table.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
    expect(table.BillingMode).toBe('PAY_PER_REQUEST');
  });

  it('the bucket keeps replaced versions, is closed to the public, and has no ACLs', () => {
    expect(bucket.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(bucket.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(bucket.OwnershipControls).toEqual({ Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] });
  });

  it('the bucket refuses whoever comes without TLS 1.2', () => {
    const policy = only(stack, 'AWS::S3::BucketPolicy');
    const denied = statementsOf(policy.PolicyDocument).filter(({ Effect }) => Effect === 'Deny');
    const conditions = denied.map(({ Condition }) => Condition);
    expect(conditions).toContainEqual({ Bool: { 'aws:SecureTransport': 'false' } });
    expect(conditions).toContainEqual({ NumericLessThan: { 's3:TlsVersion': 1.2 } });
    for (const { Action, Principal } of denied) {
      expect(Action).toBe('s3:*');
      expect(Principal).toEqual({ AWS: '*' });
    }
  });

  it('the bucket tells EventBridge of what people hand over', () => {
    expect(bucket.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
  });
});

describe('encryption by option', () => {
  it("uses AWS's own keys by default", () => {
    const stack = stackOf('single', 'Nightwarden');
    expect(only(stack, 'AWS::DynamoDB::Table').SSESpecification).toEqual({ SSEEnabled: true });
    expect(algorithms(stack)).toEqual([{ SSEAlgorithm: 'AES256' }]);
  });

  it('uses one customer managed key, which is rotated, when asked to', () => {
    const stack = stackOf('strict', 'Nightwarden');
    const [id, key] = onlyOf(stack, 'AWS::KMS::Key');
    expect(key.Properties.EnableKeyRotation).toBe(true);
    const arn = { 'Fn::GetAtt': [id, 'Arn'] };
    expect(only(stack, 'AWS::DynamoDB::Table').SSESpecification).toEqual({
      KMSMasterKeyId: arn,
      SSEEnabled: true,
      SSEType: 'KMS',
    });
    expect(algorithms(stack)).toEqual([{ KMSMasterKeyID: arn, SSEAlgorithm: 'aws:kms' }]);
    expect(only(stack, 'AWS::SNS::Topic').KmsMasterKeyId).toEqual(arn);
    for (const [, { Properties }] of resourcesOf(stack, 'AWS::Logs::LogGroup'))
      expect(Properties.KmsKeyId).toEqual(arn);
    for (const [, { Properties }] of resourcesOf(stack, 'AWS::Lambda::Function'))
      expect(Properties.KmsKeyArn).toEqual(arn);
  });

  it('the customer managed key lets logs and alarms use it, and nobody of another account', () => {
    const stack = stackOf('strict', 'Nightwarden');
    const statements = statementsOf(only(stack, 'AWS::KMS::Key').KeyPolicy);
    const services = statements.map(({ Principal }) => textOf((Principal as { Service?: unknown }).Service));
    expect(services).toEqual(['undefined', 'logs.eu-west-1.amazonaws.com', 'cloudwatch.amazonaws.com']);
    const [own, ...granted] = statements;
    expect(JSON.stringify(own?.Principal)).toContain('AWS::AccountId');
    for (const { Condition } of granted) expect(JSON.stringify(Condition)).toContain('AWS::AccountId');
  });

  function algorithms(stack: Stack): unknown {
    const { ServerSideEncryptionConfiguration: rules } = only(stack, 'AWS::S3::Bucket').BucketEncryption as {
      readonly ServerSideEncryptionConfiguration: readonly object[];
    };
    return rules.map(
      (rule) => (rule as { ServerSideEncryptionByDefault: unknown }).ServerSideEncryptionByDefault,
    );
  }
});

describe('how long things stay', () => {
  it.each`
    deployment  | runs   | replaced
    ${'single'} | ${400} | ${30}
    ${'strict'} | ${100} | ${7}
  `('$deployment: runs for $runs days, replaced versions for $replaced', ({ deployment, runs, replaced }) => {
    const { LifecycleConfiguration } = only(stackOf(deployment, 'Nightwarden'), 'AWS::S3::Bucket');
    expect(LifecycleConfiguration).toEqual({
      Rules: [
        { Id: 'runs', Prefix: 'runs/', ExpirationInDays: runs, Status: 'Enabled' },
        {
          Id: 'replaced',
          NoncurrentVersionExpiration: { NoncurrentDays: replaced },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
          Status: 'Enabled',
        },
      ],
    });
  });

  it('nothing is locked unless asked for', () => {
    expect(only(stackOf('single', 'Nightwarden'), 'AWS::S3::Bucket').ObjectLockConfiguration).toBeUndefined();
    const locked = only(stackOf('strict', 'Nightwarden'), 'AWS::S3::Bucket');
    expect(locked.ObjectLockEnabled).toBe(true);
    expect(locked.ObjectLockConfiguration).toEqual({
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Days: 30, Mode: 'COMPLIANCE' } },
    });
  });

  it.each`
    deployment  | days
    ${'single'} | ${90}
    ${'strict'} | ${60}
  `(
    '$deployment: every log group has a retention, the next longer one that there is',
    ({ deployment, days }) => {
      const groups = resourcesOf(stackOf(deployment, 'Nightwarden'), 'AWS::Logs::LogGroup');
      expect(groups).toHaveLength(10);
      for (const [, { Properties }] of groups) expect(Properties.RetentionInDays).toBe(days);
    },
  );

  it('the log of the state machine has another name in each stack, so that one which was kept is not met again', () => {
    const named = resourcesOf(stackOf('single', 'Nightwarden'), 'AWS::Logs::LogGroup').flatMap(
      ([, { Properties }]) => Properties.LogGroupName ?? [],
    );
    expect(named.map(textOf)).toEqual([
      '/aws/vendedlogs/states/nightwarden-{"Fn::Select":[2,{"Fn::Split":["/",{"Ref":"AWS::StackId"}]}]}',
    ]);
  });
});

describe('cdk destroy', () => {
  const KEPT = ['AWS::DynamoDB::Table', 'AWS::Logs::LogGroup', 'AWS::S3::Bucket'];

  it('leaves what was found and the logs, and nothing else', () => {
    expect(kept('single')).toEqual(KEPT);
    expect(kept('strict')).toEqual([...KEPT.slice(0, 1), 'AWS::KMS::Key', ...KEPT.slice(1)]);
  });

  it('leaves nothing when asked to, the objects in the bucket included', () => {
    const stack = stackOf('throwaway', 'Nightwarden');
    expect(kept('throwaway')).toEqual([]);
    expect(only(stack, 'AWS::DynamoDB::Table').DeletionProtectionEnabled).not.toBe(true);
    const [bucket] = onlyOf(stack, 'AWS::S3::Bucket');
    const [, { Properties, DependsOn }] = onlyOf(stack, 'Custom::NightwardenEmptyBucket');
    expect(Properties.Bucket).toEqual({ Ref: bucket });
    expect(Properties.ServiceTimeout).toBe('900');
    // What it works with must outlive it.
    const [policy] = policiesOf(stack).filter(({ role }) => role.startsWith('StorageEmptying'));
    expect(DependsOn).toContain(policy?.policy);
    expect(policy?.statements).toContainEqual({
      Sid: 'Empty',
      Effect: 'Allow',
      Action: ['s3:ListBucketVersions', 's3:DeleteObject', 's3:DeleteObjectVersion'],
      Resource: [{ 'Fn::GetAtt': [bucket, 'Arn'] }, expect.anything()],
    });
  });

  it('can empty no bucket that is to be kept: nothing may delete an object', () => {
    for (const deployment of ['single', 'strict'] as const)
      expect(JSON.stringify(stackOf(deployment, 'Nightwarden').resources)).not.toContain('s3:Delete');
  });

  it('takes the table only by two decisions', () => {
    const table = only(stackOf('single', 'Nightwarden'), 'AWS::DynamoDB::Table');
    expect(table.DeletionProtectionEnabled).toBe(true);
  });

  function kept(deployment: Deployment): readonly string[] {
    const types = Object.values(stackOf(deployment, 'Nightwarden').resources)
      .filter(({ DeletionPolicy }) => DeletionPolicy?.startsWith('Retain'))
      .map(({ Type }) => Type);
    return [...new Set(types)].toSorted();
  }
});
