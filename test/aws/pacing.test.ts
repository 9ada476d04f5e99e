import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pace, pacing } from '../../lib/aws/pacing.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] }));
afterEach(() => vi.useRealTimers());

/** The most attempts that fall into any second, the second's first moment counted and its last one not. */
function worstSecond(moments: readonly number[]): number {
  const sorted = moments.toSorted((a, b) => a - b);
  return Math.max(0, ...sorted.map((from) => sorted.filter((at) => at >= from && at < from + 1000).length));
}

const later = (ms: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });

describe('the worst sliding second of attempts on the wire', () => {
  it('stays in the budget, however long each attempt travels, waits for its answer, or is retried', async () => {
    const attempts = fc.array(
      fc.record({
        startsAt: fc.nat(3000),
        travels: fc.nat(1500),
        answersAfter: fc.nat(1500),
        tries: fc.integer({ min: 1, max: 3 }),
      }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(attempts, fc.integer({ min: 1, max: 20 }), async (calls, budget) => {
        const arrivals: number[] = [];
        const run = pace(budget);
        const all = calls.map(async ({ startsAt, travels, answersAfter, tries }) => {
          await later(startsAt);
          for (let attempt = 1; attempt <= tries; attempt += 1) {
            await run(async () => {
              await later(travels);
              arrivals.push(performance.now());
              await later(answersAfter);
              if (attempt < tries) throw new Error('throttled');
            }).catch(() => {});
          }
        });
        await vi.runAllTimersAsync();
        await Promise.all(all);
        expect(arrivals).toHaveLength(calls.reduce((sum, { tries }) => sum + tries, 0));
        expect(worstSecond(arrivals)).toBeLessThanOrEqual(budget);
      }),
      { numRuns: 60 },
    );
  });

  it('uses the whole budget when there is more to do than it allows', async () => {
    const arrivals: number[] = [];
    const run = pace(4);
    const all = Array.from({ length: 12 }, () =>
      run(() => Promise.resolve(arrivals.push(performance.now()))),
    );
    await vi.runAllTimersAsync();
    await Promise.all(all);
    expect(worstSecond(arrivals)).toBe(4);
    expect(Math.max(...arrivals) - Math.min(...arrivals)).toBeLessThan(2100);
  });
});

describe('a pace', () => {
  it('hands on what the attempt gives, and what it throws', async () => {
    const run = pace(2);
    await expect(run(() => Promise.resolve('an answer'))).resolves.toBe('an answer');
    await expect(run(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  });

  it('spreads a budget below one over several seconds', async () => {
    const arrivals: number[] = [];
    const run = pace(0.25);
    const all = [1, 2].map(() => run(() => Promise.resolve(arrivals.push(performance.now()))));
    await vi.runAllTimersAsync();
    await Promise.all(all);
    expect(arrivals[1]! - arrivals[0]!).toBeGreaterThanOrEqual(4000);
  });

  it.each([0, -1, Number.NaN])('refuses a budget of %s', (budget) => {
    expect(() => pace(budget)).toThrow('expected a budget above 0');
  });

  it('waits again when a timer fires early', async () => {
    let now = 0;
    const naps: number[] = [];
    const run = pace(1, {
      now: () => now,
      sleep: (ms) => {
        naps.push(ms);
        now += ms > 10 ? ms - 2 : ms;
        return Promise.resolve();
      },
    });
    await run(() => Promise.resolve());
    await run(() => Promise.resolve());
    expect(now).toBeGreaterThanOrEqual(1000);
    expect(naps).toHaveLength(2);
  });
});

it.each`
  why                                             | a                              | b                              | same
  ${'CloudTrail counts by Region'}                | ${['cloudtrail', 'eu-west-1']} | ${['cloudtrail', 'us-east-1']} | ${false}
  ${'a Region has one budget for CloudTrail'}     | ${['cloudtrail', 'eu-west-1']} | ${['cloudtrail', 'eu-west-1']} | ${true}
  ${'IAM is global'}                              | ${['iam', 'us-east-1']}        | ${['iam', 'eu-west-1']}        | ${true}
  ${'the others share one budget in all Regions'} | ${['lambda', 'us-east-1']}     | ${['lambda', 'eu-west-1']}     | ${true}
  ${'each service has its own'}                   | ${['lambda', 'us-east-1']}     | ${['iam', 'us-east-1']}        | ${false}
`('$why', ({ a, b, same }: { a: [string, string]; b: [string, string]; same: boolean }) => {
  const paces = pacing({ iam: 15, lambda: 10, cloudtrail: 2 });
  expect(paces.of(...a) === paces.of(...b)).toBe(same);
});
