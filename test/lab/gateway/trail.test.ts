import { gunzipSync } from 'node:zlib';
import {
  CloudTrailClient,
  type Event,
  LookupEventsCommand,
  paginateLookupEvents,
} from '@aws-sdk/client-cloudtrail';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteUserCommand,
  IAMClient,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../lab.ts';
import { clientOf, control } from './support.ts';

const ACCOUNT = '111122223333';
const CANARY = 'canary-5ecret-value';
const NOW = Date.parse('2026-11-22T03:00:00Z');
const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000);

interface Recorded {
  readonly [field: string]: unknown;
  readonly eventName: string;
  readonly eventID: string;
}
const parsed = ({ CloudTrailEvent }: Event): Recorded => JSON.parse(CloudTrailEvent!) as Recorded;

describe('CloudTrail behind the gateway', () => {
  let lab: Lab;
  let iam: IAMClient;
  beforeAll(async () => {
    lab = await startLab({ trailBucket: 'trail', now: () => NOW });
    iam = new IAMClient(clientOf(lab.endpoint, ACCOUNT));
  });
  afterAll(async () => lab?.stop());

  const lookup = async (name: string, region = 'us-east-1') => {
    const trail = new CloudTrailClient(clientOf(lab.endpoint, ACCOUNT, region));
    const LookupAttributes = [{ AttributeKey: 'EventName' as const, AttributeValue: name }];
    const { Events } = await trail.send(new LookupEventsCommand({ LookupAttributes }));
    return Events!;
  };

  it('records a write with its parameters and answer, in the Region of global services', async () => {
    const eu = new IAMClient(clientOf(lab.endpoint, ACCOUNT, 'eu-west-1'));
    await eu.send(new CreateUserCommand({ UserName: 'anna', Tags: [{ Key: 'owner', Value: 'x' }] }));
    const [event] = await lookup('CreateUser');
    expect(event).toMatchObject({
      EventName: 'CreateUser',
      ReadOnly: 'false',
      EventSource: 'iam.amazonaws.com',
      Username: 'root',
      AccessKeyId: ACCOUNT,
    });
    expect(parsed(event!)).toMatchObject({
      eventVersion: expect.stringMatching(/^1\.1\d$/),
      userIdentity: {
        type: 'Root',
        principalId: ACCOUNT,
        arn: `arn:aws:iam::${ACCOUNT}:root`,
        accountId: ACCOUNT,
      },
      eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      awsRegion: 'us-east-1',
      sourceIPAddress: '127.0.0.1',
      userAgent: expect.stringContaining('aws-sdk-js'),
      requestParameters: { userName: 'anna', tags: [{ key: 'owner', value: 'x' }] },
      responseElements: { user: { userName: 'anna' } },
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: ACCOUNT,
      eventCategory: 'Management',
    });
  });

  it('a read has no answer on record, and a failure its code', async () => {
    await iam.send(new ListUsersCommand({}));
    expect(parsed((await lookup('ListUsers'))[0]!)).toMatchObject({
      readOnly: true,
      responseElements: null,
      requestParameters: null,
    });
    await iam.send(new DeleteUserCommand({ UserName: 'nobody' })).catch(() => undefined);
    expect(parsed((await lookup('DeleteUser'))[0]!)).toMatchObject({
      errorCode: 'NoSuchEntityException',
      responseElements: null,
    });
  });

  it('names who calls: a user by its key, a session by its role', async () => {
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'anna' }));
    const sts = new STSClient(clientOf(lab.endpoint, AccessKey!.AccessKeyId, 'eu-west-1'));
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/deploy`;
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'ci' }));
    await new STSClient(clientOf(lab.endpoint, Credentials!.AccessKeyId, 'eu-west-1')).send(
      new GetCallerIdentityCommand({}),
    );
    const [assumed] = (await lookup('AssumeRole', 'eu-west-1')).map(parsed);
    expect(assumed).toMatchObject({
      readOnly: true,
      userIdentity: {
        type: 'IAMUser',
        userName: 'anna',
        accountId: ACCOUNT,
        arn: `arn:aws:iam::${ACCOUNT}:user/anna`,
        principalId: expect.stringMatching(/^AIDA/),
        accessKeyId: AccessKey!.AccessKeyId,
      },
      responseElements: { credentials: { accessKeyId: Credentials!.AccessKeyId } },
    });
    const [session] = (await lookup('GetCallerIdentity', 'eu-west-1')).map(parsed);
    expect(session!.userIdentity).toMatchObject({
      type: 'AssumedRole',
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/ci`,
      accessKeyId: Credentials!.AccessKeyId,
      sessionContext: { sessionIssuer: { type: 'Role', arn: RoleArn, userName: 'deploy' } },
    });
    for (const secret of [
      AccessKey!.SecretAccessKey!,
      Credentials!.SecretAccessKey!,
      Credentials!.SessionToken!,
    ]) {
      expect(JSON.stringify([assumed, session, await lookup('CreateAccessKey')])).not.toContain(secret);
    }
  });

  it('Lambda events carry the API\u2019s date, and no variable of an environment', async () => {
    const lambda = new LambdaClient(clientOf(lab.endpoint, ACCOUNT, 'eu-west-1'));
    await lambda.send(new ListFunctionsCommand({}));
    const FunctionName = 'f';
    const Role = `arn:aws:iam::${ACCOUNT}:role/deploy`;
    const code = { Code: { ZipFile: Buffer.from('x') }, Runtime: 'nodejs22.x' as const, Handler: 'i.h' };
    await lambda
      .send(
        new CreateFunctionCommand({
          FunctionName,
          Role,
          ...code,
          Environment: { Variables: { TOKEN: CANARY } },
        }),
      )
      .catch(() => undefined);
    await lambda.send(new GetFunctionConfigurationCommand({ FunctionName })).catch(() => undefined);
    expect(await lookup('ListFunctions20150331', 'eu-west-1')).toHaveLength(1);
    expect(await lookup('GetFunctionConfiguration20150331v2', 'eu-west-1')).toHaveLength(1);
    const [created] = await lookup('CreateFunction20150331', 'eu-west-1');
    expect(parsed(created!)).toMatchObject({ requestParameters: { functionName: 'f', environment: {} } });
    expect(JSON.stringify(created)).not.toContain(CANARY);
  });

  it('no record and no file holds a secret value; S3 objects leave no record at all', async () => {
    const secrets = new SecretsManagerClient(clientOf(lab.endpoint, ACCOUNT, 'eu-west-1'));
    await secrets.send(new CreateSecretCommand({ Name: 'db', SecretString: CANARY }));
    await secrets.send(new PutSecretValueCommand({ SecretId: 'db', SecretString: CANARY }));
    await secrets.send(new GetSecretValueCommand({ SecretId: 'db' }));
    const s3 = new S3Client({ ...clientOf(lab.endpoint, ACCOUNT, 'us-east-1'), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'data' }));
    await s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'a/b', Body: CANARY }));

    const written = await lab.gateway.deliverTrail();
    expect(written).toBeGreaterThan(8);
    expect(await lab.gateway.deliverTrail()).toBe(0);
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'trail' }));
    const records: Recorded[] = [];
    for (const { Key } of Contents!) {
      expect(Key).toMatch(
        new RegExp(
          `^AWSLogs/${ACCOUNT}/CloudTrail/([a-z0-9-]+)/\\d{4}/\\d\\d/\\d\\d/${ACCOUNT}_CloudTrail_\\1_\\d{8}T\\d{4}Z_\\w{16}\\.json\\.gz$`,
        ),
      );
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'trail', Key }));
      const file = JSON.parse(gunzipSync(await Body!.transformToByteArray()).toString()) as {
        Records: Recorded[];
      };
      records.push(...file.Records);
    }
    expect(records).toHaveLength(written);
    expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(written);
    expect(JSON.stringify(records)).not.toContain(CANARY);
    const names = records.map(({ eventName }) => eventName);
    expect(names).toContain('GetSecretValue');
    expect(names).toContain('CreateBucket');
    expect(names).not.toContain('PutObject');
  });

  it('planted events are answered newest first, page by page, by one attribute and within the time asked', async () => {
    const events = Array.from({ length: 120 }, (_, minute) => ({
      eventName: 'GetObjectAcl',
      eventSource: 's3.amazonaws.com',
      eventTime: minutesAgo(minute).toISOString(),
      awsRegion: 'eu-north-1',
      userIdentity: {
        type: 'IAMUser',
        accountId: ACCOUNT,
        userName: 'anna',
        accessKeyId: minute < 60 ? 'AKIAONE' : 'AKIATWO',
      },
    }));
    await control(lab.endpoint, 'POST', 'trail-event', { events });
    const client = new CloudTrailClient(clientOf(lab.endpoint, ACCOUNT, 'eu-north-1'));
    const LookupAttributes = [{ AttributeKey: 'AccessKeyId' as const, AttributeValue: 'AKIATWO' }];
    const found: Event[] = [];
    for await (const page of paginateLookupEvents({ client, pageSize: 25 }, { LookupAttributes })) {
      expect(page.Events!.length).toBeLessThanOrEqual(25);
      found.push(...page.Events!);
    }
    expect(found).toHaveLength(60);
    const times = found.map(({ EventTime }) => EventTime!.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(parsed(found[0]!)).toMatchObject({
      eventName: 'GetObjectAcl',
      userIdentity: { accessKeyId: 'AKIATWO' },
    });
    const recent = await client.send(
      new LookupEventsCommand({ LookupAttributes, StartTime: minutesAgo(65) }),
    );
    expect(recent.Events).toHaveLength(6);
  });

  it.each`
    other                   | input
    ${'other attributes'}   | ${{ LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'root' }] }}
    ${'another start'}      | ${{ StartTime: minutesAgo(10) }}
    ${'no restriction now'} | ${{}}
  `('a token goes with the question that it came from: $other are refused', async ({ input }) => {
    const events = ['AKIAONE', 'AKIAONE'].map((accessKeyId) => ({
      eventName: 'GetObjectAcl',
      eventSource: 's3.amazonaws.com',
      eventTime: minutesAgo(1).toISOString(),
      awsRegion: 'eu-south-1',
      userIdentity: { type: 'IAMUser', accountId: ACCOUNT, userName: 'anna', accessKeyId },
    }));
    await control(lab.endpoint, 'POST', 'trail-event', { events });
    const client = new CloudTrailClient(clientOf(lab.endpoint, ACCOUNT, 'eu-south-1'));
    const asked = { LookupAttributes: [{ AttributeKey: 'AccessKeyId' as const, AttributeValue: 'AKIAONE' }] };
    const { NextToken } = await client.send(new LookupEventsCommand({ ...asked, MaxResults: 1 }));
    const next = client.send(new LookupEventsCommand({ ...input, NextToken }));
    await expect(next).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
    const same = await client.send(new LookupEventsCommand({ ...asked, NextToken }));
    expect(same.Events!.length).toBeGreaterThan(0);
  });

  it.each`
    why                        | input                                                     | name
    ${'more than 50 events'}   | ${{ MaxResults: 51 }}                                     | ${'InvalidMaxResultsException'}
    ${'two attributes'} | ${{ LookupAttributes: [{ AttributeKey: 'EventId', AttributeValue: '1' }, { AttributeKey: 'Username', AttributeValue: '2' }] }} | ${'InvalidLookupAttributesException'}
    ${'a foreign token'}       | ${{ NextToken: 'x' }}                                     | ${'InvalidNextTokenException'}
    ${'an end before a start'} | ${{ StartTime: new Date(2e12), EndTime: new Date(1e12) }} | ${'InvalidTimeRangeException'}
  `('LookupEvents refuses $why', async ({ input, name }) => {
    const client = new CloudTrailClient(clientOf(lab.endpoint, ACCOUNT));
    await expect(client.send(new LookupEventsCommand(input))).rejects.toMatchObject({ name });
  });
});
