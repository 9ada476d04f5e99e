import * as z from 'zod/mini';
import { outcome, start, target } from '../../../functions/_shared/worker.ts';
import type { AccountOutcome } from '../../../lib/core/nights/run.ts';
import { beginRun } from '../../../lib/usecases/night/begin.ts';
import { summarise } from '../../../lib/usecases/night/summarise.ts';
import { memoryState, memoryStore } from '../../usecases/night/memory.ts';
import type { Workers } from './run.ts';

export const ACCOUNTS = ['111111111111', '222222222222', '333333333333'];
export const REGIONS = ['us-east-1', 'eu-west-1'];
export const READERS = [
  'Read IAM',
  'Use of the keys in each Region: read',
  'Secrets of each Region: read',
] as const;

const NONE = { informational: 0, low: 0, medium: 0, high: 0, critical: 0 };
const now = () => new Date('2026-11-26T03:10:00.000Z');

/** One call of a worker: its state, and the account and Region that it was about. */
export interface Called {
  readonly state: string;
  readonly account?: string;
  readonly region?: string;
}

/**
 * The night's workers over a state in memory: their inputs are parsed by the schemas of the handlers, a run is begun and
 * added up by the use-cases themselves, and what reads, judges and publishes notes that it was called and answers in kind.
 */
export function lightWorkers(accounts: readonly string[] = ACCOUNTS) {
  const state = memoryState();
  const store = memoryStore();
  const calls: Called[] = [];
  const regional = z.extend(target, { region: z.string() });
  const ofAccount = (state: string) => (input: unknown) => {
    calls.push({ state, account: target.parse(input).account });
    return { items: 1, gaps: 0 };
  };
  const ofRegion = (state: string) => (input: unknown) => {
    const { account, region } = regional.parse(input);
    calls.push({ state, account, region });
    return { items: 1, gaps: 0 };
  };
  const workers: Workers = {
    'Begin the night': (input) => {
      calls.push({ state: 'Begin the night' });
      return beginRun(start.parse(input), { store, state, now, allAccounts: async () => accounts });
    },
    'Open the account': (input) => {
      const { run, account, reach } = z
        .object({ run: z.string(), account: z.string(), reach: z.enum(['all', 'iam']) })
        .parse(input);
      calls.push({ state: 'Open the account', account });
      const place = { partition: 'aws', home: 'us-east-1', regions: REGIONS };
      return { run, account, reach, ...place, readable: REGIONS, state: 'open' };
    },
    'Read IAM': ofAccount('Read IAM'),
    'Read IAM only': ofAccount('Read IAM only'),
    'Use of the keys in each Region: read': ofRegion('Use of the keys in each Region: read'),
    'Secrets of each Region: read': ofRegion('Secrets of each Region: read'),
    'Judge the account': async (input) => {
      const { account, run } = target.parse(input);
      calls.push({ state: 'Judge the account', account });
      const told = judged(account);
      await state.told(run, told);
      return told;
    },
    'Publish what was found': async (input) => {
      const given = z.extend(target, { outcome }).parse(input);
      calls.push({ state: 'Publish what was found', account: given.account });
      const told = { ...given.outcome, published: true };
      await state.told(given.run, told);
      return told;
    },
    'Add up the night': async (input) => {
      const { run, accounts: named } = z
        .object({ run: z.string(), accounts: z.array(z.string()) })
        .parse(input);
      calls.push({ state: 'Add up the night' });
      const summary = await summarise(run, named, { store, state, now });
      const { assessed, unread, failedPercent } = summary;
      return { run, state: summary.run.state, assessed, unread: unread.length, failedPercent };
    },
  };
  return { workers, calls, state, store };
}

function judged(account: string): AccountOutcome {
  return {
    account,
    at: now().toISOString(),
    state: 'assessed',
    findings: NONE,
    gaps: 0,
    new: 0,
    gone: 0,
    worse: 0,
    hubOff: [],
    problems: [],
    published: false,
  };
}

/** The accounts and Regions for which a state's worker was called, sorted. */
export function calledFor(calls: readonly Called[], state: string): readonly string[] {
  return calls
    .filter((call) => call.state === state)
    .map(({ account = '', region = '' }) => `${account} ${region}`.trim())
    .toSorted();
}
