import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { outcome, start, target } from '../../functions/_shared/worker.ts';
import { usageBook } from '../../lib/core/trust/usage.ts';
import type { AccountExport } from '../../lib/ports/account-export.ts';
import { silent } from '../../lib/ports/progress.ts';
import { assess } from '../../lib/usecases/night/assess.ts';
import { beginRun } from '../../lib/usecases/night/begin.ts';
import { readJson } from '../../lib/usecases/night/json.ts';
import { differenceKey, inputKey } from '../../lib/usecases/night/layout.ts';
import { type Asked, openAccount } from '../../lib/usecases/night/open-account.ts';
import { publishAccount } from '../../lib/usecases/night/publish.ts';
import { summarise } from '../../lib/usecases/night/summarise.ts';
import type { Target } from '../../lib/usecases/night/target.ts';
import { readDirectory } from '../../lib/usecases/read-files.ts';
import { sdkError } from '../aws/sdk-errors.ts';
import { MemoryHub } from '../usecases/memory-hub.ts';
import { keepGlobal, keepRegion, keepTrailOf } from '../usecases/night/kept-world.ts';
import { memoryState, memoryStore } from '../usecases/night/memory.ts';
import { runSweep, sweepOf, type Workers } from './night/run.ts';

const WORLD = 'test/worlds/small-shop';
const OPEN = '111122223333';
/** Its role lets nobody in. */
const CLOSED = '444455556666';
const REGIONS = ['us-east-1', 'eu-west-1'];
const now = () => new Date('2026-11-20T03:10:00.000Z');

let world: AccountExport;

beforeAll(async () => {
  sweepOf('organisation');
  world = await readDirectory(WORLD, { now: now().toISOString(), sink: usageBook(), progress: silent });
});

/** An account that answers for itself, or to nobody. */
function asked(account: string): Asked {
  return {
    sts: {
      caller: async () => {
        if (account === CLOSED) throw sdkError('AccessDenied');
        return { account, partition: 'aws', arn: `arn:aws:iam::${account}:role/NightwardenRead` };
      },
    },
    account: {
      regions: async () => REGIONS.map((name) => ({ name, enabled: true, status: 'ENABLED' })),
    },
  };
}

/** The night's use-cases over one store and state; what reads keeps the files of the world in place of calling AWS. */
function wholeNight() {
  const store = memoryStore();
  const state = memoryState();
  const hubs = new Map<string, MemoryHub>();
  const hub = (region: string) => {
    const known = hubs.get(region) ?? new MemoryHub();
    hubs.set(region, known);
    return known;
  };
  const keeping = ({ run, account }: Target) => ({ store, run, account, world, regions: REGIONS });
  const there = { store, state, now };
  const readIam = async (input: unknown) => {
    await keepGlobal(keeping(target.parse(input)));
    return {};
  };
  const inRegion = (input: unknown) => (input as { readonly region: string }).region;
  const workers: Workers = {
    'Begin the night': (input) =>
      beginRun(start.parse(input), { ...there, allAccounts: async () => [OPEN, CLOSED] }),
    'Open the account': (input) => {
      const { run, account, reach } = input as Pick<Target, 'run' | 'account' | 'reach'>;
      return openAccount(
        { run, account, reach, partition: 'aws', home: 'us-east-1' },
        { store, aws: asked(account) },
      );
    },
    'Read IAM': readIam,
    'Read IAM only': readIam,
    'Secrets of each Region: read': async (input) => {
      await keepRegion(keeping(target.parse(input)), inRegion(input));
      return {};
    },
    'Use of the keys in each Region: read': async (input) => {
      await keepTrailOf(keeping(target.parse(input)), inRegion(input));
      return {};
    },
    'Judge the account': (input) => assess(target.parse(input), there),
    'Publish what was found': (input) =>
      publishAccount(target.parse(input), outcome.parse((input as { outcome: unknown }).outcome), {
        ...there,
        hub,
      }),
    'Add up the night': async (input) => {
      const { run, accounts } = input as { run: string; accounts: string[] };
      const { assessed, unread, failedPercent, gaps } = await summarise(run, accounts, there);
      return { assessed, unread, failedPercent, gaps };
    },
  };
  const sent = () => [...hubs.values()].reduce((sum, { calls }) => sum + calls.flat().length, 0);
  return { store, state, workers, sent };
}

const schedule = { reason: 'schedule', at: '2026-11-20T03:00:00Z' };

describe('a night by the state machine and the use-cases themselves', () => {
  it('reads what it may, tells what it may not, and publishes', async () => {
    const { workers, sent, store } = wholeNight();
    for (const file of ['roster.csv', 'exposures.json'])
      await store.write(
        inputKey(file === 'roster.csv' ? 'roster' : 'exposures'),
        await readFile(`${WORLD}/${file}`),
      );
    const ended = await runSweep('organisation', schedule, workers);
    expect(ended).toMatchObject({
      state: 'succeeded',
      output: { assessed: 1, unread: [CLOSED], failedPercent: 0, gaps: expect.any(Number) },
    });
    expect(sent()).toBeGreaterThan(30);
  });

  it('of which every worker of a Region failed calls nothing gone, and nothing clean', async () => {
    const { workers, store, state } = wholeNight();
    await runSweep('organisation', schedule, workers);
    const broken: Workers = {
      ...workers,
      'Secrets of each Region: read': () => {
        throw Object.assign(new Error('made'), { name: 'Runtime.HandlerError' });
      },
    };
    await runSweep('organisation', { ...schedule, at: '2026-11-21T03:00:00Z' }, broken);
    const { gone, unseen } = (await readJson(store, differenceKey('2026-11-21', OPEN))) as {
      gone: unknown[];
      unseen: { id: string }[];
    };
    expect(gone).toEqual([]);
    expect(unseen.some(({ id }) => id.startsWith('secretsmanager.'))).toBe(true);
    const told = (await state.outcomes('2026-11-21')).find(({ account }) => account === OPEN);
    expect(told?.state).toBe('assessed');
    expect(told?.gaps).toBeGreaterThan(10);
  });

  it('run twice sends nothing twice', async () => {
    const { workers, sent, state } = wholeNight();
    await runSweep('organisation', schedule, workers);
    const once = { sent: sent(), outcomes: await state.outcomes('2026-11-20') };
    await runSweep('organisation', schedule, workers);
    expect({ sent: sent(), outcomes: await state.outcomes('2026-11-20') }).toEqual(once);
  });
});
