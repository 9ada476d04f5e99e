import PQueue from 'p-queue';

/** Runs one attempt on the wire when the budget allows. */
export type Pace = <T>(attempt: () => Promise<T>) => Promise<T>;

export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

const SECOND_MS = 1000;
/** So that clocks which round to milliseconds agree that a second has gone by. */
const MARGIN_MS = 5;

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, ms);
    }),
};

/**
 * Keeps attempts within a budget in the worst sliding second, wherever in it they reach AWS.
 * An attempt holds one of `perSecond` slots until its answer has come, and the slot rests for a second after
 * that: two attempts of one slot arrive more than a second apart, however long each was on its way. Spacing
 * the starts alone would let a slow connection squeeze the arrivals together.
 * @param perSecond attempts a second, above 0; below 1 spreads one attempt over `1 / perSecond` seconds
 * @throws {RangeError} when perSecond is not a positive number
 */
export function pace(perSecond: number, { now, sleep }: Clock = systemClock): Pace {
  if (!(perSecond > 0)) throw new RangeError(`expected a budget above 0 calls a second, got ${perSecond}`);
  const slots = Math.max(1, Math.floor(Math.min(perSecond, Number.MAX_SAFE_INTEGER)));
  const restMs = SECOND_MS / Math.min(1, perSecond) + MARGIN_MS;
  const queue = new PQueue({ concurrency: slots });
  /** Since when each slot rests, oldest first; slots that were never used are not in it. */
  const resting: number[] = [];
  let used = 0;

  return (attempt) =>
    queue.add(async () => {
      if (used < slots) used += 1;
      else await sleepUntil((resting.shift() ?? now()) + restMs, { now, sleep });
      try {
        return await attempt();
      } finally {
        resting.push(now());
      }
    });
}

/** Timers may fire a little early. */
async function sleepUntil(moment: number, { now, sleep }: Clock): Promise<void> {
  for (let left = moment - now(); left > 0; left = moment - now()) await sleep(left);
}

/** The pace of each service: one for the account, and for CloudTrail, which counts by Region, one a Region. */
export interface Pacing {
  of(service: string, region: string): Pace;
}

/** What a service gets that the policy gives no budget. */
const UNNAMED_BUDGET = 5;

export function pacing(budgets: Readonly<Record<string, number>>, clock: Clock = systemClock): Pacing {
  const paces = new Map<string, Pace>();
  return {
    of(service, region) {
      const key = service === 'cloudtrail' ? `${service} ${region}` : service;
      const known = paces.get(key);
      if (known !== undefined) return known;
      const made = pace(budgets[service] ?? UNNAMED_BUDGET, clock);
      paces.set(key, made);
      return made;
    },
  };
}
