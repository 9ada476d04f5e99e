import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../lib/core/model/time.ts';
import { weeklyRota } from '../../lib/sources/weekly-rota.ts';
import { ERRORS, sdkError } from '../aws/sdk-errors.ts';
import { memoryOf } from './memory-of.ts';

const ACCOUNT = '111122223333';
const START = '2026-06-01T03:00:00.000Z';
const arns = (count: number) =>
  Array.from({ length: count }, (_, at) => `arn:aws:iam::${ACCOUNT}:user/service-${at}`);

interface Night {
  readonly at?: string;
  readonly memory?: ReturnType<typeof memoryOf>;
  readonly deep?: boolean;
  readonly most?: number;
  readonly ids?: (subject: string) => string | undefined;
  readonly urgent?: readonly string[];
  readonly read?: (subject: string) => Promise<unknown>;
}

async function night(subjects: readonly string[], about: Night = {}) {
  const { at = START, deep = false, most = 1000, memory, urgent = [], ids = () => 'AIDA' } = about;
  const asked: string[] = [];
  const rota = weeklyRota({
    account: ACCOUNT,
    memory,
    deep,
    most,
    now: () => new Date(at),
    identityOf: ids,
    isUrgent: (subject) => urgent.includes(subject),
  });
  const { read = (subject: string) => Promise.resolve(`of ${subject} at ${at}`) } = about;
  const { results, gaps } = await rota.read(subjects, {
    kind: 'ssh-keys',
    action: 'iam:ListSSHPublicKeys',
    facts: ['ssh-keys'],
    scope: { account: ACCOUNT },
    noun: 'users',
    read(subject) {
      asked.push(subject);
      return read(subject);
    },
  });
  return { results, gaps, asked };
}

describe('a night without a memory', () => {
  it('reads everybody of a small account', async () => {
    const { results, gaps } = await night(arns(100));
    expect(results.map(({ subject }) => subject)).toEqual(arns(100));
    expect(gaps).toEqual([]);
  });

  it('of a large account reads a part, and tells the rest as one gap with what to do', async () => {
    const { results, gaps } = await night(arns(700));
    expect(results).toHaveLength(200);
    expect(gaps).toEqual([
      {
        scope: { account: ACCOUNT },
        missing: 'iam:ListSSHPublicKeys',
        reason:
          '500 of 700 users were not read within a week: AWS tells of one at a time, and each has its turn',
        remedy: 'read all now with --deep, or keep what each night reads with --cache DIR',
        facts: ['ssh-keys'],
      },
    ]);
  });

  it('reads all when asked to, whatever the most', async () => {
    const { results, gaps } = await night(arns(700), { deep: true, most: 1 });
    expect(results).toHaveLength(700);
    expect(gaps).toEqual([]);
  });

  it('reads nobody when the policy says so, and says that', async () => {
    const { asked, gaps } = await night(arns(5), { most: 0 });
    expect(asked).toEqual([]);
    expect(gaps[0]?.reason).toMatch(/^5 of 5 users were not read/);
  });
});

describe('nights with a memory', () => {
  it('share the subjects out over a week once all were read, and every answer carries its own date', async () => {
    const memory = memoryOf();
    const subjects = arns(700);
    await night(subjects, { memory, deep: true });
    const asked: string[] = [];
    for (let day = 1; day <= 7; day += 1) {
      const at = addDays(START, day);
      const told = await night(subjects, { memory, at });
      expect(told.gaps).toEqual([]);
      expect(told.results).toHaveLength(700);
      for (const { subject, result, readAt } of told.results)
        expect(result).toBe(`of ${subject} at ${readAt}`);
      expect(told.asked.length).toBeGreaterThan(60);
      expect(told.asked.length).toBeLessThan(140);
      asked.push(...told.asked);
    }
    expect(new Set(asked)).toEqual(new Set(subjects));
    expect(asked).toHaveLength(700);
  });

  it('are without a gap from the fourth on, whoever starts with an empty memory', async () => {
    const memory = memoryOf();
    const left: number[] = [];
    for (let day = 0; day < 5; day += 1)
      left.push((await night(arns(700), { memory, at: addDays(START, day) })).gaps.length);
    expect(left).toEqual([1, 1, 1, 0, 0]);
  });

  it('read somebody new the same night, and again nobody whom that day read already', async () => {
    const memory = memoryOf();
    await night(arns(10), { memory });
    expect((await night(arns(11), { memory, at: '2026-06-01T05:00:00.000Z' })).asked).toEqual([arns(11)[10]]);
  });

  it('read what is urgent every night, before all others', async () => {
    const memory = memoryOf();
    const urgent = [arns(300)[299]!];
    for (const day of [0, 1, 2])
      expect((await night(arns(300), { memory, urgent, most: 1, at: addDays(START, day) })).asked).toEqual(
        urgent,
      );
  });

  it.each`
    why                                            | days  | hours | gaps
    ${'a week old to the second still holds'}      | ${7}  | ${0}  | ${0}
    ${'older is a gap'}                            | ${7}  | ${1}  | ${1}
    ${'of a clock that ran ahead is not believed'} | ${-1} | ${0}  | ${1}
  `('$why', async ({ days, hours, gaps }) => {
    const memory = memoryOf();
    await night(arns(1), { memory });
    const at = addDays(START, days + hours / 24);
    expect((await night(arns(1), { memory, at, most: 0 })).gaps).toHaveLength(gaps);
  });

  it('never take an answer of one who bore the name before', async () => {
    const memory = memoryOf();
    await night(arns(1), { memory, ids: () => 'AIDAOLD' });
    const told = await night(arns(1), { memory, most: 0, ids: () => 'AIDANEW' });
    expect(told.results).toEqual([]);
    expect(told.gaps).toHaveLength(1);
  });

  it('forget whom AWS has no more', async () => {
    const memory = memoryOf();
    await night(arns(1), { memory });
    const gone = { memory, deep: true, read: () => Promise.reject(sdkError('NoSuchEntityException')) };
    expect(await night(arns(1), gone)).toMatchObject({ results: [], gaps: [] });
    expect(JSON.parse(memory.texts.get(`rota-ssh-keys-${ACCOUNT}`)!)).toMatchObject({ data: {} });
  });

  it.each(ERRORS)('tell $what as a gap beside what an earlier night told', async ({ error }) => {
    const memory = memoryOf();
    await night(arns(2), { memory });
    const at = addDays(START, 1);
    const told = await night(arns(2), { memory, at, deep: true, read: () => Promise.reject(error) });
    expect(told.results.map(({ readAt }) => readAt)).toEqual([START, START]);
    expect(told.gaps.length).toBeGreaterThan(0);
  });

  it('believe nothing of a damaged memory, and say so where it leaves something unread', async () => {
    const memory = memoryOf(new Map([[`rota-ssh-keys-${ACCOUNT}`, '{"data":{}}']]));
    const { gaps } = await night(arns(300), { memory });
    expect(gaps[0]?.reason).toContain(`rota-ssh-keys-${ACCOUNT}.json in the cache is not believed`);
    expect((await night(arns(300), { memory })).results).toHaveLength(200);
  });
});

it('whatever happens, each subject is told with a date within the week, or there is a gap', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          skip: fc.double({ min: 0.1, max: 9, noNaN: true }),
          subjects: fc.integer({ min: 1, max: 260 }),
          most: fc.integer({ min: 0, max: 300 }),
          fails: fc.boolean(),
        }),
        { minLength: 1, maxLength: 8 },
      ),
      async (nights) => {
        const memory = memoryOf();
        let at = START;
        for (const { skip, subjects, most, fails } of nights) {
          at = addDays(at, skip);
          const read = () => (fails ? Promise.reject(sdkError('AccessDenied')) : Promise.resolve('read'));
          const { results, gaps } = await night(arns(subjects), { memory, at, most, read });
          for (const { readAt } of results) {
            expect(readAt <= at).toBe(true);
            expect(readAt >= addDays(at, -7)).toBe(true);
          }
          if (results.length < subjects) expect(gaps.length).toBeGreaterThan(0);
        }
      },
    ),
    { numRuns: 60 },
  ));
