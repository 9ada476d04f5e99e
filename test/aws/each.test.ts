import { describe, expect, it } from 'vitest';
import { readEach } from '../../lib/aws/each.ts';
import { sdkError } from './sdk-errors.ts';

const ids = (n: number) => Array.from({ length: n }, (_, i) => `id-${i}`);

function read(items: readonly string[], one: (id: string) => Promise<string>) {
  return readEach(items, {
    action: 'iam:ListAccessKeys',
    facts: ['access-keys'],
    scope: { account: '123456789012' },
    subjectOf: (id) => `arn:${id}`,
    noun: 'users',
    read: one,
  });
}

describe('reading one thing for each of many', () => {
  it('keeps the order of what was asked', async () => {
    const { results, gaps } = await read(ids(50), (id) => Promise.resolve(id.toUpperCase()));
    expect(results.map(({ result }) => result)).toEqual(ids(50).map((id) => id.toUpperCase()));
    expect(gaps).toEqual([]);
  });

  it('tells of each one that failed, and reads the others', async () => {
    const { results, gaps } = await read(ids(9), (id) =>
      id === 'id-3' ? Promise.reject(sdkError('ThrottlingException')) : Promise.resolve(id),
    );
    expect(results).toHaveLength(8);
    expect(gaps).toMatchObject([
      { scope: { account: '123456789012', subject: 'arn:id-3' }, missing: 'iam:ListAccessKeys' },
    ]);
  });

  it('says nothing of one that went away while it read', async () => {
    const { results, gaps } = await read(ids(2), (id) =>
      id === 'id-0' ? Promise.reject(sdkError('NoSuchEntityException')) : Promise.resolve(id),
    );
    expect(results.map(({ item }) => item)).toEqual(['id-1']);
    expect(gaps).toEqual([]);
  });

  it.each`
    why                                    | error
    ${'the session has expired'}           | ${'ExpiredToken'}
    ${'the network is gone'}               | ${'TimeoutError'}
    ${'the permission is missing for all'} | ${'AccessDenied'}
  `('stops calling and says it once when $why', async ({ error }: { error: string }) => {
    let calls = 0;
    const { results, gaps } = await read(ids(1000), () => {
      calls += 1;
      return Promise.reject(sdkError(error));
    });
    expect(calls).toBeLessThan(50);
    expect(results).toEqual([]);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatchObject({ scope: { account: '123456789012' } });
    expect(gaps[0]?.scope.subject).toBeUndefined();
    expect(gaps[0]?.reason).toContain('1000 of 1000 users were not read');
  });

  it('goes on after a lost connection that others do not share', async () => {
    const { results, gaps } = await read(ids(60), (id) =>
      id.endsWith('7') ? Promise.reject(sdkError('TimeoutError')) : Promise.resolve(id),
    );
    expect(results).toHaveLength(54);
    expect(gaps).toHaveLength(6);
  });

  it('does not stop for denials while others are answered', async () => {
    const { results, gaps } = await read(ids(100), (id) =>
      id.endsWith('0') ? Promise.resolve(id) : Promise.reject(sdkError('AccessDenied')),
    );
    expect(results).toHaveLength(10);
    expect(gaps).toHaveLength(90);
  });

  it('counts what is left when the session ends half-way', async () => {
    const { results, gaps } = await read(ids(100), (id) =>
      Number(id.slice(3)) < 60 ? Promise.resolve(id) : Promise.reject(sdkError('ExpiredToken')),
    );
    expect(results).toHaveLength(60);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]?.reason).toContain('40 of 100 users were not read');
  });
});
