import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import type { Reach } from '../../../lib/core/nights/run.ts';
import type { Spoke } from '../../../lib/core/rotation/accounts.ts';
import type { Beginning } from '../../../lib/core/rotation/beginnings.ts';
import type { PlanFacts } from '../../../lib/core/rotation/build/index.ts';
import { PROTOCOL } from '../../../lib/core/rotation/ledger.ts';
import { DEFAULT_ROTATION, type RotationPolicy } from '../../../lib/core/rotation/policy.ts';
import type { Proposal } from '../../../lib/core/rotation/proposals.ts';
import type { Switch } from '../../../lib/core/rotation/switch.ts';
import type { AwsSign } from '../../../lib/core/rotation/unattended.ts';
import type { SwitchId } from '../../../lib/ports/rotation.ts';
import { readJson, writeJson } from '../../../lib/usecases/night/json.ts';
import { begunKey, frozenKey, proposalsKey, signKey } from '../../../lib/usecases/night/layout.ts';
import { beginProposed } from '../../../lib/usecases/rotation/begin-proposed.ts';
import { ledgerTable } from '../../../lib/usecases/rotation/ledger-table.ts';
import { plansUnderWay } from '../../../lib/usecases/rotation/under-way.ts';
import { ACCOUNT, ago, aKey, KEY, NEVER, NOW, usedAgo, userArn } from '../../core/detectors/build.ts';
import { factsOf, type Given } from '../../core/rotation/facts.ts';
import { memoryTable } from '../../fixtures/nights/memory-table.ts';
import { memoryStore } from '../night/memory.ts';

const RUN = '2026-11-22';
const WORKER = `arn:aws:sts::${ACCOUNT}:assumed-role/nightwarden/begin`;
const clock = { now: () => Date.parse(NOW) };
const stale = aKey({ createdAt: ago(400), lastUsed: NEVER });
const leak = { exposures: [{ credential: KEY, at: ago(1), source: 'AWS Health X' }] };

let store: ReturnType<typeof memoryStore>;
let ledger: ReturnType<typeof ledgerTable>;
let started: string[];
let told: Beginning[];
let sends: number;
let failsToTell: boolean;

beforeEach(() => {
  store = memoryStore();
  ledger = ledgerTable(memoryTable(), { clock, keptMs: 1e9, landsWithinMs: 1e6 });
  started = [];
  told = [];
  sends = 0;
  failsToTell = false;
});

function proposal(facts: Partial<Proposal> = {}): Proposal {
  return {
    credential: KEY,
    principal: userArn('ci'),
    kind: 'retire',
    why: '',
    because: [],
    state: 'planned',
    hash: null,
    refusals: [],
    attended: [],
    next: [],
    ...facts,
  };
}

interface Case {
  readonly proposals?: readonly Proposal[];
  readonly policy?: Partial<RotationPolicy>;
  readonly sign?: AwsSign;
  /** A credential as it is now, by its id; absent: stale, and nobody holds it. */
  readonly now?: (credential: string) => Given;
  readonly isWhole?: boolean;
  readonly switches?: Partial<Record<SwitchId, Switch>>;
  readonly reach?: Reach;
  readonly deployedIn?: string;
  readonly spokes?: readonly Spoke[];
}

/** As a run left it, and begun. */
async function begin({
  proposals = [proposal()],
  policy = {},
  sign,
  now,
  isWhole = true,
  switches = {},
  reach = sign === undefined ? 'all' : 'iam',
  deployedIn = ACCOUNT,
  spokes,
}: Case = {}) {
  const rotation = { ...DEFAULT_ROTATION, ...policy };
  await writeJson(store, frozenKey(RUN), { policy: { ...DEFAULT_POLICY, rotation } });
  await writeJson(store, proposalsKey(RUN, ACCOUNT), proposals);
  if (sign !== undefined) await writeJson(store, signKey(RUN), sign);
  return beginProposed(
    { run: RUN, account: ACCOUNT, reach },
    {
      store,
      deployedIn,
      ledger,
      clock,
      switches: {
        read: async (which) => switches[which] ?? 'run',
      },
      starter: {
        async start(_rotation, kind) {
          started.push(kind);
        },
      },
      reader:
        () =>
        async ({ credential }) => {
          const userName = `u-${credential}`;
          const given = now?.(credential) ?? {
            credential: { ...stale, id: credential, userName, principal: userArn(userName) },
          };
          const slots: PlanFacts['slots'] = [{ id: credential, status: 'Active', lastUsed: NEVER }];
          return factsOf({ declared: null, ...given, facts: { slots, requester: WORKER, ...given.facts } });
        },
      async underWay() {
        const open = isWhole ? ledger : { open: () => Promise.reject(new Error('throttled')) };
        return { ...(await plansUnderWay(open)), ...(spokes === undefined ? {} : { spokes }) };
      },
      tell: async (beginnings) => {
        if (sends === 0 && failsToTell) {
          failsToTell = false;
          throw new Error('throttled');
        }
        sends += 1;
        told.push(...beginnings);
      },
    },
  );
}

const retire: Partial<RotationPolicy> = { unattended: ['retire'] };
const auto: Partial<RotationPolicy> = { autoContain: ['health'] };
const health: AwsSign = { by: 'health', names: [KEY] };
const leaked = proposal({ kind: 'contain' });

describe('a plan without a person', () => {
  it('by default does not begin, and nobody is told of nothing', async () => {
    expect(await begin()).toEqual([]);
    expect(await begin({ proposals: [leaked], sign: health })).toEqual([]);
    expect([started, told, (await ledger.open()).rows]).toEqual([[], [], []]);
  });

  it('begins where the policy says so, stands in the ledger as the worker\u2019s wish, and is told', async () => {
    const [beginning] = await begin({ policy: retire });
    expect(beginning).toMatchObject({ credential: KEY, kind: 'retire', state: 'begun', refusals: [] });
    const { rows } = await ledger.open();
    expect(rows).toMatchObject([
      { rotation: beginning?.rotation, people: { requestedBy: WORKER, approvals: [] } },
    ]);
    expect(started).toEqual(['retire']);
    expect(told).toEqual([beginning]);
    expect(await readJson(store, begunKey(RUN, ACCOUNT))).toEqual([beginning]);
  });

  it('done twice, whatever came of it meanwhile, begins once, and tells once', async () => {
    const [first] = await begin({ policy: retire });
    expect(await begin({ policy: retire })).toEqual([first]);
    const row = (await ledger.read(first?.rotation ?? ''))!;
    await ledger.write(row, { ...row, state: 'restored', seq: row.seq + 1 });
    expect(await begin({ policy: retire })).toEqual([first]);
    expect([started, told]).toEqual([['retire'], [first]]);
  });

  it('done twice at once begins once', async () => {
    const both = await Promise.all([begin({ policy: retire }), begin({ policy: retire })]);
    expect(both.flat().map(({ state }) => state)).toEqual(['begun', 'begun']);
    expect(new Set(both.flat().map(({ rotation }) => rotation)).size).toBe(1);
    expect((await ledger.open()).rows).toHaveLength(1);
  });

  it('is told by whoever takes the run up again, where nobody could be told at first', async () => {
    failsToTell = true;
    await expect(begin({ policy: retire })).rejects.toThrow('throttled');
    const again = await begin({ policy: retire });
    expect(again).toMatchObject([{ state: 'begun' }]);
    expect([started, told]).toEqual([['retire'], again]);
  });

  it('does not begin upon an event, but for what leaked', async () => {
    const proposals = [leaked, proposal({ credential: 'AKIAEXAMPLEEXAMPLE0B', principal: userArn('b') })];
    const policy = { ...auto, ...retire };
    const beginnings = await begin({
      proposals,
      policy,
      sign: health,
      now: () => ({ credential: stale, subject: leak }),
    });
    expect(beginnings).toMatchObject([{ kind: 'contain', state: 'begun' }]);
  });

  it('to contain takes both keys of a user: of the other nobody hears that it could not', async () => {
    const names = [KEY, 'AKIAEXAMPLEEXAMPLE0B'];
    const proposals = names.map((credential) => proposal({ credential, kind: 'contain' }));
    const beginnings = await begin({
      proposals,
      policy: auto,
      sign: { by: 'health', names },
      now: (id) => ({ credential: { ...stale, id }, subject: leak }),
    });
    expect(beginnings).toMatchObject([{ credential: KEY, state: 'begun' }]);
    expect(told).toEqual(beginnings);
  });

  it.each<[string, Case, RegExp]>([
    ['rotate', { policy: retire, switches: { rotate: 'pause' } }, /the rotate switch is on pause/],
    ['rotate', { policy: retire, switches: { rotate: 'freeze' } }, /the rotate switch is on freeze/],
    ['rotate', { policy: retire, switches: { rotate: 'unreadable' } }, /could not be read/],
    [
      'contain',
      {
        policy: auto,
        sign: health,
        proposals: [leaked],
        now: () => ({ credential: stale, subject: leak }),
        switches: { contain: 'pause' },
      },
      /the contain switch is on pause/,
    ],
  ])('does not begin while the %s switch is not on run: people are told', async (_which, given, because) => {
    const [beginning] = await begin(given);
    expect(beginning?.refusals[0]?.because).toMatch(because);
    expect([started, told, (await ledger.open()).rows]).toEqual([[], [beginning], []]);
  });

  it('in an organisation begins in an account that opted in, and its id names that account', async () => {
    const spokes = [{ account: ACCOUNT, knows: { protocol: PROTOCOL, kinds: ['iam-access-key' as const] } }];
    const given = { policy: retire, spokes, deployedIn: '999988887777' };
    const [beginning] = await begin(given);
    expect(beginning).toMatchObject({ state: 'begun', rotation: expect.stringMatching(`^${ACCOUNT}-`) });
    expect(await ledger.read(beginning?.rotation ?? '')).toBeDefined();
    expect(await begin(given)).toEqual([beginning]);
    expect([started, told]).toEqual([['retire'], [beginning]]);
  });

  it.each<[string, Case]>([
    ['has not opted in', { spokes: [{ account: '444455556666', knows: null }] }],
    ['is not that of the deployment, in which alone there are workers', { spokes: [] }],
  ])('does not begin in an account that %s, and nobody is told every night', async (_why, given) => {
    expect(await begin({ policy: retire, deployedIn: '999988887777', ...given })).toEqual([]);
    expect([started, told]).toEqual([[], []]);
  });

  it('to contain asks its own switch', async () => {
    const [beginning] = await begin({
      policy: auto,
      sign: health,
      proposals: [leaked],
      now: () => ({ credential: stale, subject: leak }),
      switches: { rotate: 'pause' },
    });
    expect(beginning).toMatchObject({ state: 'begun' });
  });

  it.each<[string, Case, RegExp]>([
    [
      'is in use again',
      { policy: retire, now: () => ({ credential: aKey({ lastUsed: usedAgo(1) }) }) },
      /not one to retire any more/,
    ],
    [
      'leaked meanwhile',
      { policy: retire, now: () => ({ credential: stale, subject: leak }) },
      /not one to retire/,
    ],
    [
      'leaked, and was to be rotated',
      {
        policy: { unattended: ['rotate'] },
        proposals: [proposal({ kind: 'rotate' })],
        now: () => ({ credential: stale, subject: leak }),
      },
      /not one to rotate/,
    ],
    [
      'cannot be read',
      {
        policy: retire,
        now() {
          throw new RangeError('NIGHTWARDENCANARY');
        },
      },
      /could not be read, or begun \(RangeError\)/,
    ],
    [
      'is of a ledger that can not be read',
      { policy: retire, isWhole: false },
      /plans are under way could not be read/,
    ],
    [
      'is to be contained, and nothing says now that it leaked',
      { policy: auto, sign: health, proposals: [leaked] },
      /not one to contain/,
    ],
  ])('does not begin where the credential %s: people are told', async (_why, given, because) => {
    const [beginning] = await begin(given);
    expect(beginning).toMatchObject({ state: 'refused', rotation: null });
    expect(beginning?.refusals[0]?.because).toMatch(because);
    expect(started).toEqual([]);
    expect(told).toEqual([beginning]);
    expect(JSON.stringify(told)).not.toContain('CANARY');
  });

  it('begins as many as the caps let, and tells of the rest', async () => {
    const proposals = ['A', 'B', 'C'].map((end) => proposal({ credential: `AKIAEXAMPLEEXAMPLE0${end}` }));
    const policy = { ...retire, caps: { ...DEFAULT_ROTATION.caps, account: 2, owner: 9 } };
    const beginnings = await begin({ proposals, policy });
    expect(beginnings.map(({ state }) => state)).toEqual(['begun', 'begun', 'refused']);
    expect(beginnings[2]?.refusals[0]?.because).toMatch(/the cap is 2/);
  });

  it('contains what AWS says leaked, up to its own cap an hour; above it people are told, and it waits', async () => {
    const names = ['A', 'B'].map((end) => `AKIAEXAMPLEEXAMPLE0${end}`);
    const beginnings = await begin({
      proposals: names.map((credential) =>
        proposal({ credential, principal: userArn(credential), kind: 'contain', state: 'unknown' }),
      ),
      policy: { ...auto, caps: { ...DEFAULT_ROTATION.caps, containAnHour: 1 } },
      sign: { by: 'health', names },
      now: (id) => ({
        credential: aKey({ id, userName: id, principal: userArn(id) }),
        subject: { exposures: [{ credential: id, at: ago(1), source: 'AWS Health X' }] },
      }),
    });
    expect(beginnings.map(({ state }) => state)).toEqual(['begun', 'refused']);
    expect(beginnings[1]?.refusals[0]?.because).toMatch(/contained in this account within the last hour/);
    expect(started).toEqual(['contain']);
  });

  it('goes on with the others where one can not be read', async () => {
    const proposals = ['A', 'B'].map((end) => proposal({ credential: `AKIAEXAMPLEEXAMPLE0${end}` }));
    const beginnings = await begin({
      proposals,
      policy: retire,
      now(credential) {
        if (credential.endsWith('A')) throw new Error('throttled');
        return { credential: { ...stale, id: credential } };
      },
    });
    expect(beginnings.map(({ state }) => state)).toEqual(['refused', 'begun']);
  });
});
