import { randomBytes } from 'node:crypto';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../lab.ts';
import { clientOf } from './support.ts';

const ACCOUNT = '111122223333';

describe('what passes through to a ministack that checks signatures', () => {
  let lab: Lab;
  let iam: IAMClient;
  beforeAll(async () => {
    lab = await startLab({ lastUsedResolutionMs: 1, auth: true });
    iam = new IAMClient(clientOf(lab.endpoint, ACCOUNT));
  });
  afterAll(async () => lab?.stop());

  async function newKey(UserName: string) {
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(
      new AttachUserPolicyCommand({ UserName, PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
    );
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
  }
  const listUsers = (credentials: { accessKeyId: string; secretAccessKey: string }) =>
    new IAMClient({ ...clientOf(lab.endpoint), credentials }).send(new ListUsersCommand({}));

  it('keeps its signature', async () => {
    const key = await newKey('signer');
    expect((await listUsers(key)).Users!.map(({ UserName }) => UserName)).toContain('signer');
  });

  it('is neither a use nor on record when the signature is wrong', async () => {
    const key = await newKey('forger');
    await expect(listUsers({ ...key, secretAccessKey: 'wrong' })).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
    const { AccessKeyLastUsed } = await iam.send(
      new GetAccessKeyLastUsedCommand({ AccessKeyId: key.accessKeyId }),
    );
    expect(AccessKeyLastUsed!.LastUsedDate).toBeUndefined();
    const LookupAttributes = [{ AttributeKey: 'AccessKeyId' as const, AttributeValue: key.accessKeyId }];
    const trail = new CloudTrailClient(clientOf(lab.endpoint, ACCOUNT));
    expect((await trail.send(new LookupEventsCommand({ LookupAttributes }))).Events).toEqual([]);
    await listUsers(key);
    const { Events } = await trail.send(new LookupEventsCommand({ LookupAttributes }));
    expect(Events).toMatchObject([{ EventName: 'ListUsers', Username: 'forger' }]);
  });

  it('keeps every byte of a large object', async () => {
    const s3 = new S3Client({ ...clientOf(lab.endpoint, ACCOUNT), forcePathStyle: true });
    const Body = randomBytes(3_000_000);
    const object = { Bucket: 'bytes', Key: 'a b/\u00e9?.bin' };
    await s3.send(new CreateBucketCommand({ Bucket: 'bytes' }));
    await s3.send(new PutObjectCommand({ ...object, Body }));
    expect((await s3.send(new HeadObjectCommand(object))).ContentLength).toBe(Body.length);
    const answer = await s3.send(new GetObjectCommand(object));
    expect(Buffer.from(await answer.Body!.transformToByteArray()).equals(Body)).toBe(true);
  });

  it('makes one second key of two that are asked for at once', async () => {
    await newKey('racer');
    const asked = Array.from({ length: 4 }, () =>
      iam.send(new CreateAccessKeyCommand({ UserName: 'racer' })),
    );
    const outcomes = (await Promise.allSettled(asked)).map(({ status }) => status);
    expect(outcomes.filter((status) => status === 'fulfilled')).toHaveLength(1);
  });

  it('forgets with ministack', async () => {
    await fetch(`${lab.endpoint}/_ministack/reset`, { method: 'POST' });
    const trail = new CloudTrailClient(clientOf(lab.endpoint, ACCOUNT));
    expect((await trail.send(new LookupEventsCommand({}))).Events).toEqual([]);
  });
});
