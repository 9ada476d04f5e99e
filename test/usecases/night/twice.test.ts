import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../../../lib/aws/connect.ts';
import { systemClock } from '../../../lib/aws/pacing.ts';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import { objectMemory } from '../../../lib/sources/memory/objects.ts';
import { assess } from '../../../lib/usecases/night/assess.ts';
import { beginRun } from '../../../lib/usecases/night/begin.ts';
import { memoryPrefix } from '../../../lib/usecases/night/layout.ts';
import { openAccount } from '../../../lib/usecases/night/open-account.ts';
import { publishAccount } from '../../../lib/usecases/night/publish.ts';
import { summarise } from '../../../lib/usecases/night/summarise.ts';
import { sweepIam } from '../../../lib/usecases/night/sweep-iam.ts';
import { sweepRegion } from '../../../lib/usecases/night/sweep-region.ts';
import { sweepTrail } from '../../../lib/usecases/night/sweep-trail.ts';
import type { Reading, Target } from '../../../lib/usecases/night/target.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { seed } from '../../lab/seed.ts';
import { smallShop } from '../../worlds/small-shop/world.ts';
import { MemoryHub } from '../memory-hub.ts';
import { memoryState, memoryStore } from './memory.ts';

const RUN = '2026-11-26';
const started = new Date();
/** A worker that is tried again is tried at another time. */
let minutes = 0;
const now = () => new Date(started.getTime() + minutes * 60_000);

const store = memoryStore();
const state = memoryState();
const hubs = new Map(smallShop.regions.map((region) => [region, new MemoryHub()]));
const there = { store, state, now };
let lab: Lab;
let before: NodeJS.ProcessEnv;
let reading: Reading;
let target: Target;

beforeAll(async () => {
  lab = await startLab();
  await seed(lab, smallShop);
  before = { ...process.env };
  Object.assign(process.env, lab.env);
  const budgets = Object.fromEntries(Object.keys(DEFAULT_POLICY.budgets).map((service) => [service, 1000]));
  reading = {
    store,
    connection: connect({ budgets }),
    policy: { ...DEFAULT_POLICY, budgets },
    watched: new Set(),
    memory: (place) => objectMemory(store, memoryPrefix(lab.account, place)),
    now,
    sleep: systemClock.sleep,
  };
  target = {
    run: RUN,
    account: lab.account,
    partition: 'aws',
    home: 'us-east-1',
    regions: smallShop.regions,
    reach: 'all',
  };
});

afterAll(async () => {
  for (const name of Object.keys(lab?.env ?? {})) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  await lab?.stop();
});

const MOMENTS: ReadonlySet<string> = new Set([
  'takenAt',
  'at',
  'endedAt',
  'listedAt',
  'readAt',
  'credentialReportAt',
  'JobCompletionDate',
  // Of a text with such moments in it.
  'sha256',
]);

/** Plain data but for moments at which something was read or written, and for the order of lists, which says nothing. */
function settled(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(settled).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(
    ([key, inner]) => [key, MOMENTS.has(key) ? '' : settled(inner)] as const,
  );
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Everything that is kept. */
async function kept(): Promise<Readonly<Record<string, unknown>>> {
  const objects = Array.from(store.objects, ([key, body]) => {
    const text = key.endsWith('.gz') ? gunzipSync(body).toString() : Buffer.from(body).toString();
    return [key, settled(JSON.parse(text))] as const;
  });
  const rows = [...state.findings, ...state.credentials].map(([id, row]) => [id, settled(row)] as const);
  const run = {
    outcomes: await state.outcomes(RUN),
    latest: await state.latest(lab.account),
    run: await state.run(RUN),
  };
  return Object.fromEntries([...objects, ...rows, ['run', settled(run)]]);
}

const WORKERS: readonly (readonly [string, () => Promise<unknown>])[] = [
  [
    'begin',
    () =>
      beginRun(
        { reason: 'schedule', reach: 'all', run: RUN },
        { ...there, allAccounts: async () => [lab.account] },
      ),
  ],
  ['open', () => openAccount({ ...target }, { store, aws: reading.connection.gateways('us-east-1') })],
  ['iam', () => sweepIam(target, reading)],
  ['secrets', () => Promise.all(smallShop.regions.map((region) => sweepRegion(target, region, reading)))],
  ['trail', () => Promise.all(smallShop.regions.map((region) => sweepTrail(target, region, reading)))],
  ['assess', () => assess(target, there)],
  [
    'publish',
    async () => {
      const [outcome] = await state.outcomes(RUN);
      return publishAccount(target, outcome!, {
        ...there,
        hub: (region) => hubs.get(region) ?? new MemoryHub(),
      });
    },
  ],
  ['summarise', () => summarise(RUN, [lab.account], there)],
];

/** In the order of a night: each begins with what the one before it left. */
it.each(WORKERS)('the worker that is tried again leaves what it left the first time: %s', async (_, work) => {
  await work();
  const first = await kept();
  const sent = [...hubs.values()].flatMap(({ calls }) => calls).length;
  minutes += 7;
  await work();
  expect(await kept()).toEqual(first);
  expect([...hubs.values()].flatMap(({ calls }) => calls)).toHaveLength(sent);
});

it('and the night that they made has findings, all of them sent', () => {
  expect(state.findings.size).toBeGreaterThan(40);
  const sent = [...hubs.values()].flatMap(({ held }) => [...held.keys()]);
  expect(sent).toHaveLength(state.findings.size);
});
