import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountOutcome } from '../../../lib/core/nights/run.ts';
import { summaryText } from '../../../lib/core/nights/summary.ts';
import type { Proposal } from '../../../lib/core/rotation/proposals.ts';
import { begin as begun } from '../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { usageBook } from '../../../lib/core/trust/usage.ts';
import type { AccountExport } from '../../../lib/ports/account-export.ts';
import { silent } from '../../../lib/ports/progress.ts';
import { cleanPart } from '../../../lib/usecases/collect.ts';
import { assess } from '../../../lib/usecases/night/assess.ts';
import { beginRun } from '../../../lib/usecases/night/begin.ts';
import { readJson, writeJson } from '../../../lib/usecases/night/json.ts';
import { keepParts } from '../../../lib/usecases/night/keep.ts';
import {
  ACCOUNT_PART,
  askedKey,
  briefKey,
  differenceKey,
  GLOBAL_PLACE,
  inputKey,
  manifestKey,
  partKey,
  proposalsKey,
  summaryKey,
  sweepKey,
} from '../../../lib/usecases/night/layout.ts';
import { publishAccount } from '../../../lib/usecases/night/publish.ts';
import { summarise } from '../../../lib/usecases/night/summarise.ts';
import type { Target } from '../../../lib/usecases/night/target.ts';
import { readDirectory } from '../../../lib/usecases/read-files.ts';
import { sweep } from '../../../lib/usecases/sweep.ts';
import { ROTATE } from '../../prove/scenarios.ts';
import { MemoryHub } from '../memory-hub.ts';
import { keepGlobal, keepRegion, keepTrailOf } from './kept-world.ts';
import { type MemoryState, type MemoryStore, memoryState, memoryStore } from './memory.ts';

const WORLD = 'test/worlds/small-shop';
const ACCOUNT = '111122223333';
const REGIONS = ['us-east-1', 'eu-west-1'];
const now = () => new Date('2026-11-20T03:10:00.000Z');

let store: MemoryStore;
let state: MemoryState;
let world: AccountExport;

beforeEach(async () => {
  store = memoryStore();
  state = memoryState();
  world = await readDirectory(WORLD, { now: now().toISOString(), sink: usageBook(), progress: silent });
  for (const [name, file] of [
    ['roster', 'roster.csv'],
    ['exposures', 'exposures.json'],
  ] as const)
    await store.write(inputKey(name), await readFile(`${WORLD}/${file}`));
});

function target(run: string, facts: Partial<Target> = {}): Target {
  return {
    run,
    account: ACCOUNT,
    partition: 'aws',
    home: 'us-east-1',
    regions: REGIONS,
    reach: 'all',
    ...facts,
  };
}

/** What the workers of a run would have kept; parts named in `failed` were not written. */
async function work(run: string, failed: readonly string[] = []): Promise<void> {
  const keeping = { store, run, account: ACCOUNT, world, regions: REGIONS, failed };
  await keepGlobal(keeping);
  for (const region of REGIONS) {
    await keepRegion(keeping, region);
    await keepTrailOf(keeping, region);
  }
}

function begin(run: string) {
  return beginRun(
    { reason: 'schedule', reach: 'all', run, accounts: [ACCOUNT] },
    { store, state, allAccounts: async () => [ACCOUNT], now },
  );
}

async function night(run: string, failed: readonly string[] = []) {
  await begin(run);
  await work(run, failed);
  return assess(target(run), { store, state, now });
}

const difference = (run: string) =>
  readJson(store, differenceKey(run, ACCOUNT)) as Promise<
    Record<'new' | 'gone' | 'unseen', { id: string }[]>
  >;

describe('a night', () => {
  it('finds what a sweep of the same account finds', async () => {
    const { judged } = await sweep(
      { from: WORLD, roster: `${WORLD}/roster.csv`, exposures: `${WORLD}/exposures.json` },
      { now, progress: silent },
    );
    await night('2026-11-20');
    const briefs = (await readJson(store, briefKey('2026-11-20', ACCOUNT))) as { id: string }[];
    expect(briefs.map(({ id }) => id)).toEqual(judged.findings.map(({ id }) => id));
  });

  it('shows what a live plan explains as in rotation, and says no less of it', async () => {
    await begin('2026-11-20');
    await work('2026-11-20');
    const plain = await assess(target('2026-11-20'), { store, state, now });
    type Kept = { credentials: { id: string; kind: string; inRotation?: object }[]; findings: object[] };
    const kept = () => readJson(store, sweepKey('2026-11-20', ACCOUNT)) as Promise<Kept>;
    const before = await kept();
    const key = before.credentials.find(({ kind }) => kind === 'access-key')?.id ?? '';
    const row = begun(PROTOCOL_TABLES, 'r', { ...ROTATE, key }, 1, 0);
    const shown = await assess(target('2026-11-20'), {
      store,
      state,
      now,
      openPlans: async () => ({ rows: [row], isWhole: true, contained: [] }),
    });
    const after = await kept();
    expect(after.credentials.filter(({ inRotation }) => inRotation !== undefined)).toMatchObject([
      { id: key, inRotation: { rotation: 'r', kind: 'rotate', state: 'going' } },
    ]);
    expect(after.findings).toEqual(before.findings);
    expect(shown.findings).toEqual(plain.findings);
  });

  it('keeps what should be done to which credential, tells the first of it, and begins nothing', async () => {
    const { proposals: count } = await night('2026-11-20');
    type Kept = { proposals: Proposal[]; findings: { id: string }[] };
    const { proposals, findings } = (await readJson(store, sweepKey('2026-11-20', ACCOUNT))) as Kept;
    expect(await readJson(store, proposalsKey('2026-11-20', ACCOUNT))).toEqual(proposals);
    expect(new Set(proposals.map(({ credential }) => credential)).size).toBe(proposals.length);
    expect([count, new Set(proposals.map(({ kind }) => kind))]).toEqual([
      proposals.length,
      new Set(['contain', 'retire', 'rotate']),
    ]);
    const found = new Set(findings.map(({ id }) => id));
    for (const { because } of proposals) expect(because.filter((id) => !found.has(id))).toEqual([]);
    const summary = await summarise('2026-11-20', [ACCOUNT], { store, state, now });
    const kept = await state.summary('2026-11-20');
    expect(kept?.proposed).toEqual(summary.proposed);
    expect(summaryText(summary)).toMatch(
      /\d+ plans proposed: \d+ to contain, \d+ to retire, \d+ to rotate\n {2}contain /,
    );
  });

  it('proposes what somebody asked for, and begins nothing either', async () => {
    await night('2026-11-20');
    type Kept = { proposals: Proposal[]; credentials: { id: string; kind: string }[] };
    const kept = async (run: string) => (await readJson(store, sweepKey(run, ACCOUNT))) as Kept;
    const { proposals, credentials } = await kept('2026-11-20');
    const known = new Set(proposals.map(({ credential }) => credential));
    const quiet = credentials.find(({ id, kind }) => kind === 'access-key' && !known.has(id))?.id ?? '';
    await writeJson(store, askedKey('2026-11-21'), [quiet]);
    await night('2026-11-21');
    const after = (await kept('2026-11-21')).proposals.map(({ credential }) => credential);
    expect(after.filter((id) => !known.has(id))).toEqual([quiet]);
  });

  it('calls everything new at first, and nothing the night after', async () => {
    const first = await night('2026-11-20');
    const second = await night('2026-11-21');
    expect(first.new).toBeGreaterThan(10);
    expect(second).toMatchObject({ new: 0, gone: 0, worse: 0 });
  });

  it('run again after it was killed is the same night: nothing is new twice', async () => {
    await night('2026-11-20');
    const once = await night('2026-11-21');
    const again = await night('2026-11-21');
    expect(again).toEqual(once);
    expect(await state.latest(ACCOUNT)).toEqual({
      run: '2026-11-21',
      previous: '2026-11-20',
      full: '2026-11-21',
    });
  });

  it('run again with other findings records what changed between: a mended one is gone, and for good', async () => {
    await night('2026-11-20');
    const known = [...state.findings.values()].filter(({ state: now }) => now === 'open');
    const secrets = known.filter(({ id }) => id.startsWith('secretsmanager.'));
    const writes = () => [...state.findings.values()].filter(({ state: now }) => now === 'gone');
    world = { ...world, secrets: { ...world.secrets, items: [] } };
    await night('2026-11-20');
    expect(writes().map(({ id }) => id)).toEqual(expect.arrayContaining(secrets.map(({ id }) => id)));
  });

  it('run again writes no record of what stayed the same', async () => {
    await night('2026-11-20');
    const saved: string[] = [];
    const save = async (_: string, records: readonly { readonly id: string }[]) => {
      saved.push(...records.map(({ id }) => id));
    };
    state = { ...state, saveFindings: save, saveCredentials: save };
    await night('2026-11-20');
    expect(saved).toEqual([]);
  });

  it('a worker that failed leaves a gap, and what it hides is not gone', async () => {
    await night('2026-11-20');
    const outcome = await night('2026-11-21', ['us-east-1/secrets', 'us-east-1/secretVersions']);
    const { gone, unseen } = await difference('2026-11-21');
    expect(outcome.gaps).toBeGreaterThan(0);
    expect(gone).toEqual([]);
    expect(unseen.map(({ id }) => id)).toContainEqual(expect.stringContaining('secretsmanager.'));
    // Seen again the night after, it is neither new nor forgotten.
    expect(await night('2026-11-22')).toMatchObject({ new: 0, gone: 0 });
  });

  it('of an account that can not be reached is one gap, no finding, and resolves nothing', async () => {
    await night('2026-11-20');
    const gap = {
      scope: { account: ACCOUNT },
      missing: 'sts:AssumeRole',
      reason: 'denied',
      remedy: 'deploy the spoke',
      facts: ['users', 'roles', 'access-keys', 'secrets'],
    };
    const part = { items: [], origin: 'account', missing: 'account', status: 'unread', gaps: [gap] };
    await writeJson(store, partKey('2026-11-21', ACCOUNT, GLOBAL_PLACE, ACCOUNT_PART), part);
    await begin('2026-11-21');
    const outcome = await assess(target('2026-11-21', { regions: [] }), { store, state, now });
    expect(outcome).toMatchObject({ state: 'unread', gone: 0, new: 0 });
    expect(Object.values(outcome.findings).every((n) => n === 0)).toBe(true);
    expect((await state.latest(ACCOUNT))?.run).toBe('2026-11-20');
    expect([...state.findings.values()].every((finding) => finding.state === 'open')).toBe(true);
  });

  it('of an account whose opening failed has a gap for everything, in Regions too, and nothing is gone', async () => {
    await night('2026-11-20');
    await begin('2026-11-21');
    const outcome = await assess(target('2026-11-21', { regions: [] }), { store, state, now });
    expect(outcome).toMatchObject({ state: 'unread', gone: 0, new: 0 });
    const { gaps } = (await readJson(store, sweepKey('2026-11-21', ACCOUNT))) as {
      gaps: { missing: string; reason: string }[];
    };
    const missing = gaps.map((gap) => gap.missing);
    expect(missing).toEqual(expect.arrayContaining(['authorization', 'secrets', 'functions', 'trail']));
    expect(new Set(gaps.map(({ reason }) => reason))).toContain('the worker that reads it failed');
  });

  it('keeps no planted secret anywhere', async () => {
    await night('2026-11-20');
    for (const [key, body] of store.objects) {
      const text = key.endsWith('.gz') ? gunzipSync(body).toString() : Buffer.from(body).toString();
      expect(text.includes('NIGHTWARDENCANARY') ? key : undefined).toBeUndefined();
    }
  });

  it('with a damaged input is not begun, says what to mend, and can be begun once that is mended', async () => {
    await store.write(inputKey('policy'), new TextEncoder().encode('knownAcounts: []\n'));
    await expect(begin('2026-11-20')).rejects.toThrow(/^inputs\/policy\.yaml.*knownAcounts.*knownAccounts/);
    expect(await store.list('runs/')).toEqual([]);
    expect(await state.run('2026-11-20')).toBeUndefined();
    await store.write(inputKey('policy'), new TextEncoder().encode('knownAccounts: []\n'));
    expect(await begin('2026-11-20')).toMatchObject({ run: '2026-11-20' });
  });

  it('published twice sends nothing the second time', async () => {
    const outcome = await night('2026-11-20');
    const hubs = new Map(REGIONS.map((region) => [region, new MemoryHub()]));
    const hub = (region: string) => hubs.get(region) ?? new MemoryHub();
    const calls = () => [...hubs.values()].reduce((sum, { calls: made }) => sum + made.length, 0);
    const publishing = { store, state, hub, now };
    const told = await publishAccount(target('2026-11-20'), outcome, publishing);
    expect(told).toMatchObject({ published: true, problems: [] });
    const sent = calls();
    expect(sent).toBeGreaterThan(0);
    await publishAccount(target('2026-11-20'), told, publishing);
    expect(calls()).toBe(sent);
  });

  it('where Security Hub is off keeps its findings, says so, and sends them once it is on', async () => {
    const outcome = await night('2026-11-20');
    const hubs = new Map(REGIONS.map((region) => [region, new MemoryHub()]));
    for (const off of hubs.values()) off.reading = 'off';
    const hub = (region: string) => hubs.get(region) ?? new MemoryHub();
    const publishing = { store, state, hub, now };
    const told = await publishAccount(target('2026-11-20'), outcome, publishing);
    expect(told).toMatchObject({ published: false, hubOff: REGIONS.toSorted(), problems: [] });
    const summary = await summarise('2026-11-20', [ACCOUNT], { store, state, now });
    expect(summary.hubOff).toEqual([{ account: ACCOUNT, regions: REGIONS.toSorted() }]);
    expect(summaryText(summary)).toMatch(
      /Security Hub is not enabled in 1 account: what was found is kept, and sent/,
    );
    expect(summaryText(summary)).not.toContain('nothing was published');
    for (const on of hubs.values()) on.reading = 'complete';
    const later = await night('2026-11-21');
    expect(await publishAccount(target('2026-11-21'), later, publishing)).toMatchObject({
      published: true,
      hubOff: [],
    });
    const sent = [...hubs.values()].flatMap(({ held }) => [...held.keys()]);
    const briefs = (await readJson(store, briefKey('2026-11-20', ACCOUNT))) as unknown[];
    expect(sent).toHaveLength(briefs.length);
  });

  it('tells which findings are new and which are gone, in the message, the bucket and the table', async () => {
    await night('2026-11-20', ['us-east-1/secrets']);
    const outcome = await night('2026-11-21');
    await state.told('2026-11-21', { ...outcome, published: true });
    const summary = await summarise('2026-11-21', [ACCOUNT], { store, state, now });
    expect(summary.new).toBeGreaterThan(0);
    expect(summary.changes).toHaveLength(summary.new);
    const { new: fresh } = await difference('2026-11-21');
    expect(summary.changes.map(({ id }) => id).toSorted()).toEqual(fresh.map(({ id }) => id).toSorted());
    const [first] = summary.changes;
    expect(summaryText(summary)).toContain(`${first?.title} [${first?.id}, account ${ACCOUNT}]`);
    const { failedPercent: _, isRepeated: __, ...stored } = summary;
    expect(await readJson(store, summaryKey('2026-11-21'))).toEqual(stored);
    expect(await state.summary('2026-11-21')).toEqual(stored);
  });

  it('is added up: an account that told nothing is unread, and the night incomplete', async () => {
    const outcome = await night('2026-11-20');
    await state.told('2026-11-20', { ...outcome, published: true });
    const summary = await summarise('2026-11-20', [ACCOUNT, '444455556666'], { store, state, now });
    expect(summary).toMatchObject({ assessed: 1, unread: ['444455556666'] });
    expect(summary.run.state).toBe('incomplete');
    expect(summaryText(summary)).toContain('not read: 444455556666');
  });
});

describe('the summary', () => {
  const add = (run: string) => summarise(run, [ACCOUNT], { store, state, now });
  const begin = (id: string, reason: 'schedule' | 'event' = 'schedule') =>
    state.begin({ id, reason, startedAt: now().toISOString(), state: 'running' });
  async function told(run: string, facts: Partial<AccountOutcome> = {}) {
    await begin(run, run.includes('T') ? 'event' : 'schedule');
    const findings = { informational: 0, low: 0, medium: 0, high: 0, critical: 0 };
    const counts = { gaps: 0, new: 0, gone: 0, worse: 0, hubOff: [], problems: [], published: true };
    await state.told(run, { account: ACCOUNT, at: '', state: 'assessed', findings, ...counts, ...facts });
    return add(run);
  }

  it('counts gaps that are more than those of the night before, never those of another kind of run', async () => {
    expect(await told('2026-11-20', { gaps: 3 })).toMatchObject({ moreGaps: 0 });
    expect(await told('2026-11-20T09-00-00Z-event', { gaps: 9 })).toMatchObject({ moreGaps: 0 });
    expect(await told('2026-11-21', { gaps: 5 })).toMatchObject({ gaps: 5, moreGaps: 2 });
    expect(await told('2026-11-22', { gaps: 1 })).toMatchObject({ moreGaps: 0 });
  });

  it('of a run that was added up before is a repetition only when it comes to the same', async () => {
    expect(await told('2026-11-20', { gaps: 3 })).toMatchObject({ isRepeated: false });
    expect(await told('2026-11-20', { gaps: 3 })).toMatchObject({ isRepeated: true });
    expect(await told('2026-11-20', { gaps: 0 })).toMatchObject({ isRepeated: false });
    expect(await told('2026-11-20', { gaps: 0, published: false })).toMatchObject({ isRepeated: false });
  });

  it('says of an account whose publisher failed that what was found waits', async () => {
    const summary = await told('2026-11-20', { published: false });
    expect(summary.run.state).toBe('incomplete');
    expect(summary.problems).toEqual([
      `${ACCOUNT}: nothing was published: what was found is kept, and the next run sends it`,
    ]);
  });
});

describe('a run that an event asked for', () => {
  it('reads IAM alone, and judges the rest by the last whole night', async () => {
    await night('2026-11-20');
    const run = '2026-11-20T09-00-00Z-event';
    await beginRun(
      { reason: 'event', reach: 'iam', run, accounts: [ACCOUNT] },
      { store, state, allAccounts: async () => [], now },
    );
    await writeJson(store, manifestKey(run, ACCOUNT), { ...world.manifest, regions: REGIONS });
    const parts = (['authorization', 'credentialReport', 'accessKeys'] as const).map(
      (name) => [name, world[name]] as const,
    );
    await keepParts(store, { run, account: ACCOUNT, place: GLOBAL_PLACE }, parts, cleanPart);
    const outcome = await assess(target(run, { reach: 'iam' }), { store, state, now });
    expect(outcome).toMatchObject({ new: 0, gone: 0 });
    expect(await state.latest(ACCOUNT)).toMatchObject({ run, full: '2026-11-20' });
  });
});
