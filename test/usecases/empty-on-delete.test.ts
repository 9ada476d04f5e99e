import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Version } from '../../lib/ports/version-store.ts';
import { type Asked, answerTo, emptyOnDelete } from '../../lib/usecases/empty-on-delete.ts';

const asked: Asked = {
  RequestType: 'Delete',
  ResponseURL: 'http://127.0.0.1:9/',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Empty',
};

function store(pages: readonly (readonly Version[])[], fault?: Error) {
  const removed: Version[] = [];
  return {
    removed,
    async *pages() {
      yield* pages;
    },
    async remove(versions: readonly Version[]) {
      if (fault !== undefined) throw fault;
      removed.push(...versions);
    },
  };
}

const leaving = async () => true;
const PAGES = [[{ key: 'a', version: '1' }], [{ key: 'a', version: '2' }]];

describe('a bucket that goes with its stack', () => {
  it('is emptied of every version when the stack is deleted', async () => {
    const versions = store(PAGES);
    expect(await emptyOnDelete(asked, versions, leaving)).toMatchObject({
      Status: 'SUCCESS',
      RequestId: 'request',
    });
    expect(versions.removed).toEqual(PAGES.flat());
  });

  it.each(['Create', 'Update'] as const)('loses nothing on %s', async (RequestType) => {
    const versions = store(PAGES);
    const answer = await emptyOnDelete(
      { ...asked, RequestType, PhysicalResourceId: 'same' },
      versions,
      leaving,
    );
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'same' });
    expect(versions.removed).toEqual([]);
  });

  it('stays as it is when only the resource goes, for the bucket is kept from now on', async () => {
    const versions = store(PAGES);
    expect(await emptyOnDelete(asked, versions, async () => false)).toMatchObject({ Status: 'SUCCESS' });
    expect(versions.removed).toEqual([]);
  });

  it('stays as it is when nobody can tell whether the stack goes', async () => {
    const versions = store(PAGES);
    const answer = await emptyOnDelete(asked, versions, () => Promise.reject(new Error('denied')));
    expect(answer.Status).toBe('FAILED');
    expect(versions.removed).toEqual([]);
  });

  it('that can not be emptied fails the deletion, saying what to do and nothing of what AWS said', async () => {
    const fault = Object.assign(new Error('NIGHTWARDENCANARY'), { name: 'AccessDenied' });
    const answer = await emptyOnDelete(asked, store(PAGES, fault), leaving);
    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/AccessDenied.*by hand/),
    });
    expect(JSON.stringify(answer)).not.toContain('NIGHTWARDENCANARY');
  });

  it.each([
    [200, 'takes'],
    [403, 'refuses'],
  ])('is told to CloudFormation without a content type: HTTP %i %s it', async (status) => {
    const got: unknown[] = [];
    const server = createServer((request, response) => {
      got.push(request.method, request.headers['content-type']);
      request.resume().on('end', () => response.writeHead(status).end());
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const telling = await answerTo(
      { ...asked, ResponseURL: `http://127.0.0.1:${port}/` },
      await emptyOnDelete(asked, store([]), leaving),
    ).then(() => 'taken', String);
    expect(telling).toBe(
      status === 200 ? 'taken' : 'Error: CloudFormation did not take the answer: HTTP 403',
    );
    expect(got).toEqual(['PUT', '']);
    server.close();
  });
});
