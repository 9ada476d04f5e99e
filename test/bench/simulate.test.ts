import { describe, expect, it } from 'vitest';
import { SIZES, sizeOf } from './simulate/accounts.ts';
import { virtualClock } from './simulate/clock.ts';
import { deployed, simulate } from './simulate/index.ts';
import { type AslMachine, TaskError, walk } from './simulate/machine.ts';
import { costOf, NOTHING_USED, sumOf } from './simulate/prices.ts';
import { tokenBucket } from './simulate/quotas.ts';
import { simulationReport } from './simulate/report.ts';
import { paced, WORK } from './simulate/work.ts';

const FREE = { bucket: 1e9, perSecond: 1e9 };

describe('virtual time', () => {
  it('passes in the order of its moments, however long they are', async () => {
    const clock = virtualClock();
    const told: string[] = [];
    const late = async (seconds: number, what: string) => {
      await clock.sleep(seconds);
      told.push(`${what} at ${clock.now()}`);
    };
    await clock.run(() => Promise.all([late(3600, 'c'), late(1, 'a'), late(60, 'b')]));
    expect(told).toEqual(['a at 1', 'b at 60', 'c at 3600']);
  });

  it('a bucket lets its burst through at once, and the rest by the second', async () => {
    const clock = virtualClock();
    const bucket = tokenBucket({ bucket: 10, perSecond: 5 }, clock);
    await clock.run(() => Promise.all(Array.from({ length: 30 }, () => bucket.take())));
    expect(clock.now()).toBe(4);
  });
});

describe('the walk through a definition', () => {
  const retry = [
    { ErrorEquals: ['Busy'], IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 5, MaxAttempts: 4 },
  ];
  const machine: AslMachine = {
    StartAt: 'Work',
    States: {
      Work: {
        Type: 'Task',
        Resource: 'work',
        Retry: retry,
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Lost' }],
        ResultPath: '$.answer',
        Next: 'Enough?',
      },
      'Enough?': {
        Type: 'Choice',
        Choices: [{ Variable: '$.answer.n', NumericGreaterThan: 1, Next: 'Done' }],
        Default: 'Lost',
      },
      Lost: { Type: 'Pass', Result: 'lost', End: true },
      Done: { Type: 'Pass', Parameters: { 'n.$': '$.answer.n' }, End: true },
    },
  };
  const walked = async (answers: readonly (number | string)[]) => {
    const clock = virtualClock();
    const transitions = tokenBucket(FREE, clock);
    const rest = [...answers];
    const task = async () => {
      const answer = rest.shift();
      if (typeof answer === 'string') throw new TaskError(answer);
      return { n: answer };
    };
    const world = { clock, transitions, starts: tokenBucket(FREE, clock), random: () => 1, task };
    return {
      end: await clock.run(() => walk(machine, {}, world)),
      seconds: clock.now(),
      steps: transitions.taken,
    };
  };

  it.each`
    why                               | answers                                     | end         | seconds | steps
    ${'goes on with the answer'}      | ${[2]}                                      | ${{ n: 2 }} | ${0}    | ${3}
    ${'chooses by it'}                | ${[1]}                                      | ${'lost'}   | ${0}    | ${3}
    ${'waits longer for each try'}    | ${['Busy', 'Busy', 'Busy', 2]}              | ${{ n: 2 }} | ${11}   | ${6}
    ${'gives up after the last try'}  | ${['Busy', 'Busy', 'Busy', 'Busy', 'Busy']} | ${'lost'}   | ${16}   | ${6}
    ${'catches what is not tried on'} | ${['Other']}                                | ${'lost'}   | ${0}    | ${2}
  `('$why', async ({ answers, end, seconds, steps }) => {
    expect(await walked(answers as number[])).toEqual({ end, seconds, steps });
  });
});

describe('a simulated night', () => {
  const options = { accounts: 30, regions: 4, atOnce: 10, trail: 'lookup-events' } as const;

  it('calls every worker of the deployed definition as often as its maps say', async () => {
    const { states, used, concurrency, wall } = await simulate(options);
    const calls = Object.fromEntries([...states].map(([name, { calls: n }]) => [name, n]));
    expect(calls).toEqual({
      'Begin the night': 1,
      'Open the account': 30,
      'Read IAM': 30,
      'Secrets of each Region: read': 120,
      'Use of the keys in each Region: read': 120,
      'Judge the account': 30,
      'Publish what was found': 30,
      'Add up the night': 1,
    });
    expect(used.lambdaRequests).toBe(362);
    expect(used.transitions).toBeGreaterThan(used.lambdaRequests);
    expect(concurrency.refused).toBe(0);
    expect(wall).toBeGreaterThan(10);
  });

  it('has work for every task of the definition', () => {
    const { machine, memory } = deployed(10);
    const text = JSON.stringify(machine);
    for (const name of Object.keys(WORK)) expect(text).toContain(JSON.stringify(name));
    expect([...memory.values()].every((mebibytes) => mebibytes >= 128)).toBe(true);
  });

  it('takes less time the more accounts run at once, until Lambda has no more room', async () => {
    const alike = { accounts: 120, regions: 17, trail: 'trail', size: SIZES[0]! } as const;
    const few = await simulate({ ...alike, atOnce: 10 });
    const many = await simulate({ ...alike, atOnce: 40 });
    const all = await simulate({ ...alike, atOnce: 120 });
    expect(many.wall).toBeLessThan(few.wall / 2);
    expect(few.concurrency).toEqual({ most: 120, refused: 0 });
    expect(all.concurrency.most).toBe(1000);
    expect(all.concurrency.refused).toBeGreaterThan(0);
    expect(all.calls).toEqual(few.calls);
  });

  it('is told with its longest pole, its cost, and what it rests on', async () => {
    const report = simulationReport(await simulate(options), options);
    for (const part of ['wall time', 'longest pole', 'cost of the night', 'What it rests on', 'cloudtrail 2'])
      expect(report).toContain(part);
  });
});

describe('what is assumed', () => {
  it.each`
    calls  | perSecond | seconds
    ${0}   | ${10}     | ${0}
    ${10}  | ${10}     | ${0.1}
    ${11}  | ${10}     | ${1.2}
    ${240} | ${2}      | ${131}
  `('$calls calls at $perSecond a second take $seconds s', ({ calls, perSecond, seconds }) => {
    expect(paced(calls, perSecond)).toBeCloseTo(seconds, 0);
  });

  it('the shares of the sizes are a thousand, and each size comes as often as its share', () => {
    expect(SIZES.reduce((sum, { share }) => sum + share, 0)).toBe(1000);
    const counts = Map.groupBy(
      Array.from({ length: 1000 }, (_, at) => sizeOf(at)),
      ({ name }) => name,
    );
    for (const { name, share } of SIZES) expect(counts.get(name)).toHaveLength(share);
  });

  it('the cost of a night is the sum of what is charged', () => {
    expect(sumOf(costOf(NOTHING_USED))).toBe(0);
    expect(costOf({ ...NOTHING_USED, transitions: 1000 })['Step Functions']).toBeCloseTo(0.025);
    expect(costOf({ ...NOTHING_USED, lambdaRequests: 1e6, lambdaGbSeconds: 1e6 }).Lambda).toBeCloseTo(
      13.5334,
    );
    expect(costOf({ ...NOTHING_USED, s3Writes: 1e6, s3Reads: 1e6 }).S3).toBeCloseTo(5.4);
    expect(costOf({ ...NOTHING_USED, tableWrites: 1e6, tableReads: 1e6 }).DynamoDB).toBeCloseTo(0.75);
  });
});
