import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBatches } from '../../lib/aws/batches.ts';
import { sdkError } from './sdk-errors.ts';

const names = (n: number) => Array.from({ length: n }, (_, i) => `n${i}`);
const DENIED = sdkError('AccessDeniedException');

function read(all: readonly string[], answer: (batch: readonly string[]) => readonly string[] | Error) {
  const calls: (readonly string[])[] = [];
  const reading = readBatches(all, {
    action: 'ssm:GetParameters',
    facts: ['parameters'],
    scope: { account: '123456789012', region: 'eu-west-1' },
    size: 10,
    subjectOf: (name) => `arn:${name}`,
    noun: 'parameters',
    read: async (batch) => {
      calls.push(batch);
      const answered = answer(batch);
      if (answered instanceof Error) throw answered;
      return answered;
    },
  });
  return reading.then(({ results, gaps }) => ({ results, gaps, calls }));
}

/** Denies a call that asks for one of them. */
function denying(...denied: readonly string[]) {
  return (batch: readonly string[]) => (batch.some((name) => denied.includes(name)) ? DENIED : batch);
}

describe('reading many things with each call', () => {
  it.each`
    things | calls
    ${0}   | ${[]}
    ${1}   | ${[1]}
    ${10}  | ${[10]}
    ${11}  | ${[10, 1]}
    ${25}  | ${[10, 10, 5]}
  `('takes $calls for $things', async ({ things, calls: sizes }) => {
    const { results, gaps, calls } = await read(names(things), (batch) => batch);
    expect(results).toEqual(names(things));
    expect(gaps).toEqual([]);
    expect(calls.map(({ length }) => length)).toEqual(sizes);
  });

  it('asks one by one where a call is denied, and names the one that is', async () => {
    const { results, gaps } = await read(names(25), denying('n13'));
    expect(results.toSorted()).toEqual(
      names(25)
        .filter((name) => name !== 'n13')
        .toSorted(),
    );
    expect(gaps).toMatchObject([{ scope: { region: 'eu-west-1', subject: 'arn:n13' } }]);
  });

  it('tells one gap for all where nothing may be read, and does not ask on for ever', async () => {
    const { results, gaps, calls } = await read(names(1000), () => DENIED);
    expect(results).toEqual([]);
    expect(gaps).toMatchObject([{ scope: { account: '123456789012', region: 'eu-west-1' } }]);
    expect(gaps[0]?.scope.subject).toBeUndefined();
    expect(gaps[0]?.reason).toContain('1000 of 1000 parameters were not read');
    expect(calls.length).toBeLessThan(60);
  });

  it('tells how many were lost where a call fails for another reason', async () => {
    const { results, gaps } = await read(names(25), (batch) =>
      batch.includes('n13') ? sdkError('InternalServerError') : batch,
    );
    expect(results).toHaveLength(15);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]?.reason).toContain('10 of 25 parameters were not read');
  });

  it('says nothing of what is gone by now', async () => {
    const { results, gaps } = await read(names(12), (batch) => batch.filter((name) => name !== 'n3'));
    expect(results).toHaveLength(11);
    expect(gaps).toEqual([]);
  });

  it('does not take a whole call for gone because one of it is', async () => {
    const { results, gaps } = await read(names(12), (batch) =>
      batch.includes('n3') ? sdkError('ResourceNotFoundException') : batch,
    );
    expect(results).toHaveLength(11);
    expect(gaps).toEqual([]);
  });

  it('reads each or has a gap for it, whatever is denied', async () => {
    const some = fc.uniqueArray(fc.nat({ max: 39 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(some, async (denied) => {
        const { results, gaps } = await read(names(40), denying(...denied.map((n) => `n${n}`)));
        expect(results).toHaveLength(40 - denied.length);
        expect(gaps).toHaveLength(denied.length);
      }),
      { numRuns: 30 },
    );
  });
});
