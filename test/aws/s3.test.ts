import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { awsClients } from '../../lib/aws/clients.ts';
import { bucketStore } from '../../lib/aws/s3.ts';
import { bucketVersions } from '../../lib/aws/s3-versions.ts';
import { sdkError } from './sdk-errors.ts';

const s3 = mockClient(S3Client);
const clients = awsClients({ budgets: {} });
const store = bucketStore(clients, 'eu-west-1', 'evidence');
const versions = bucketVersions(clients, 'eu-west-1', 'evidence');

beforeEach(() => s3.reset());

function body(text: string): never {
  return { transformToByteArray: async () => new TextEncoder().encode(text) } as never;
}

describe('an object', () => {
  it('is read whole', async () => {
    s3.on(GetObjectCommand, { Bucket: 'evidence', Key: 'runs/1/a' }).resolves({ Body: body('text') });
    expect(new TextDecoder().decode(await store.read('runs/1/a'))).toBe('text');
  });

  it.each([
    new NoSuchKey({ $metadata: {}, message: 'The specified key does not exist.' }),
    sdkError('NoSuchKey'),
  ])('that is not there is undefined', async (error) => {
    s3.on(GetObjectCommand).rejects(error);
    expect(await store.read('a')).toBeUndefined();
  });

  it.each(['AccessDenied', 'NoSuchBucket', 'SlowDown'])(
    'that could not be read (%s) is an error, not one that is not there',
    async (name) => {
      s3.on(GetObjectCommand).rejects(sdkError(name));
      await expect(store.read('a')).rejects.toMatchObject({ name });
    },
  );

  it('is written under its key, and a write that failed is an error', async () => {
    const bytes = new TextEncoder().encode('x');
    s3.on(PutObjectCommand).resolvesOnce({}).rejectsOnce(sdkError('AccessDenied'));
    await store.write('runs/1/a', bytes);
    expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toEqual({
      Bucket: 'evidence',
      Key: 'runs/1/a',
      Body: bytes,
    });
    await expect(store.write('a', bytes)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('the keys below a prefix', () => {
  it('are listed to the last page, sorted', async () => {
    s3.on(ListObjectsV2Command, { Bucket: 'evidence', Prefix: 'runs/' })
      .resolves({ Contents: [{ Key: 'runs/b' }], IsTruncated: true, NextContinuationToken: 't' })
      .on(ListObjectsV2Command, { Bucket: 'evidence', Prefix: 'runs/', ContinuationToken: 't' })
      .resolves({ Contents: [{ Key: 'runs/a' }, {}] });
    expect(await store.list('runs/')).toEqual(['runs/a', 'runs/b']);
  });

  it('are none where nothing lies', async () => {
    s3.on(ListObjectsV2Command).resolves({});
    expect(await store.list('runs/')).toEqual([]);
  });

  it('that could not all be listed are an error, never a shorter list', async () => {
    s3.on(ListObjectsV2Command)
      .resolvesOnce({ Contents: [{ Key: 'a' }], IsTruncated: true, NextContinuationToken: 't' })
      .rejectsOnce(sdkError('SlowDown'));
    await expect(store.list('')).rejects.toMatchObject({ name: 'SlowDown' });
  });
});

describe('every version of every object', () => {
  async function pages() {
    const found: unknown[] = [];
    for await (const page of versions.pages()) found.push(page);
    return found;
  }

  it('is listed with the marks of what was deleted, page by page', async () => {
    s3.on(ListObjectVersionsCommand, { Bucket: 'evidence' })
      .resolves({
        Versions: [{ Key: 'a', VersionId: '1' }],
        DeleteMarkers: [{ Key: 'a', VersionId: '2' }],
        IsTruncated: true,
        NextKeyMarker: 'a',
        NextVersionIdMarker: '2',
      })
      .on(ListObjectVersionsCommand, { Bucket: 'evidence', KeyMarker: 'a', VersionIdMarker: '2' })
      .resolves({ Versions: [{ Key: 'b', VersionId: 'null' }], IsTruncated: false });
    expect(await pages()).toEqual([
      [
        { key: 'a', version: '1' },
        { key: 'a', version: '2' },
      ],
      [{ key: 'b', version: 'null' }],
    ]);
  });

  it('is not listed for ever when AWS names the same page twice', async () => {
    s3.on(ListObjectVersionsCommand).resolves({ IsTruncated: true, NextKeyMarker: 'a' });
    await expect(pages()).rejects.toThrow('the same page twice');
  });

  it('is removed by its version, and what was left is an error', async () => {
    s3.on(DeleteObjectsCommand)
      .resolvesOnce({})
      .resolvesOnce({ Errors: [{ Key: 'a', VersionId: '1', Code: 'AccessDenied' }] });
    await versions.remove([{ key: 'a', version: '1' }]);
    expect(s3.commandCalls(DeleteObjectsCommand)[0]?.args[0].input).toMatchObject({
      Delete: { Objects: [{ Key: 'a', VersionId: '1' }], Quiet: true },
    });
    await expect(versions.remove([{ key: 'a', version: '1' }])).rejects.toThrow(
      '1 objects were not deleted: AccessDenied',
    );
  });

  it('nothing is asked for where there is nothing to remove', async () => {
    await versions.remove([]);
    expect(s3.calls()).toEqual([]);
  });
});
