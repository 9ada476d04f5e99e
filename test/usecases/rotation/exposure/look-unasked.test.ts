import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../../lib/core/model/policy.ts';
import type { LateRevocation } from '../../../../lib/core/rotation/exposure/late.ts';
import type { Trace } from '../../../../lib/core/rotation/exposure/trace.ts';
import { contain } from '../../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../../lib/core/rotation/tables.ts';
import { beginLooks } from '../../../../lib/usecases/rotation/exposure/begin-looks.ts';
import { exposureWorkers } from '../../../../lib/usecases/rotation/exposure/exposure-workers.ts';
import { exposuresTable } from '../../../../lib/usecases/rotation/exposure/exposures-table.ts';
import {
  type Kept,
  lookUnasked,
  type UnaskedPorts,
} from '../../../../lib/usecases/rotation/exposure/look-unasked.ts';
import { ledgerTable } from '../../../../lib/usecases/rotation/ledger-table.ts';
import { memoryTable } from '../../../fixtures/nights/memory-table.ts';
import { CONTAIN } from '../../../prove/scenarios.ts';

const HOUR = 3_600_000;
const AT = Date.parse('2026-11-26T12:00:00Z');
const QUIET: Trace = {
  keys: [],
  denied: { full: true, sessionsBefore: AT },
  sessions: [],
  revoked: {},
  moves: [],
  made: {},
  trailGaps: [],
};
const LATE = {
  id: 'ASIA1',
  by: CONTAIN.key,
  how: 'AssumeRole',
  role: 'arn:aws:iam::999999999999:role/theirs',
  userId: 'AROA1:intruder',
  at: AT - HOUR,
  until: AT + 11 * HOUR,
} as const;
const SNAPSHOT = {
  workloads: [],
  gaps: [],
  regions: ['us-east-1', 'eu-west-1'],
  takenAt: new Date(AT + 1).toISOString(),
};
const KEPT: Kept = { snapshot: SNAPSHOT, policy: DEFAULT_POLICY };

/** A leak that was contained, in a deployment whose workers answer what a test says. */
async function deployed(
  given: { kept?: Kept | 'unread' | undefined; regions?: readonly string[] } = { kept: KEPT },
) {
  const table = memoryTable();
  let now = AT;
  let trace: Trace | 'fails' = QUIET;
  let revoking = async (): Promise<LateRevocation> => ({ held: null, revoked: [], failed: [] });
  let kept = given.kept;
  const clock = { now: () => now };
  const ledger = ledgerTable(table, { clock, keptMs: 1, landsWithinMs: 1 });
  const begun = contain(PROTOCOL_TABLES, 'r-1', CONTAIN, null, 1, AT);
  await ledger.supersede(begun, [], null, { account: CONTAIN.where.account, place: 0, at: AT });
  const asked: string[] = [];
  const pages: string[] = [];
  const ports: UnaskedPorts = {
    ledger: { read: async (id) => (id === 'r-1' ? { ...begun, state: 'done' } : undefined) },
    exposures: exposuresTable(table),
    workers: {
      async trace(rotation, regions) {
        asked.push(`${rotation} ${regions.join(' ')}`);
        if (trace === 'fails') throw new Error('NIGHTWARDENCANARY');
        return trace;
      },
      async revoke(rotation, regions) {
        asked.push(`revoke ${rotation} ${regions.join(' ')}`);
        return revoking();
      },
    },
    clock,
    kept: async () => {
      if (kept === 'unread') throw new Error('NIGHTWARDENCANARY');
      return kept;
    },
    regions: given.regions ?? [],
    tell: async (subject, text) => {
      pages.push(`${subject}\n${text}`);
    },
  };
  return {
    table,
    ports,
    asked,
    pages,
    exposures: ports.exposures as ReturnType<typeof exposuresTable>,
    /** What the switcher does from now on, and what the observer sees then. */
    switcher: (come: () => Promise<LateRevocation>, then?: Trace) => {
      revoking = async () => {
        const done = await come();
        trace = then ?? trace;
        return done;
      };
    },
    /** @returns the ids of what is missing */
    look: async (at: number, found: Trace | 'fails' = QUIET, keptNow: Kept | 'unread' | undefined = kept) => {
      now = at;
      trace = found;
      kept = keptNow;
      const exposure = await lookUnasked('r-1', ports);
      return exposure?.checks.flatMap(({ items }) =>
        items.filter(({ state }) => state !== 'closed').map(({ id }) => id),
      );
    },
  };
}

describe('a leak that nobody asks about', () => {
  it('is left alone at first, for CloudTrail tells of sessions late', async () => {
    const { look, asked, exposures } = await deployed();
    expect(await look(AT + HOUR - 1)).toBeUndefined();
    expect(asked).toEqual([]);
    expect((await exposures.open()).open[0]).toMatchObject({ due: AT + HOUR, looked: null });
  });

  it('is looked into in every Region that nights know, and told once', async () => {
    const { look, asked, pages, exposures } = await deployed();
    const missing = await look(AT + HOUR);
    expect(asked).toEqual(['r-1 us-east-1 eu-west-1']);
    expect(missing).toContain('origin');
    expect(pages).toHaveLength(1);
    expect(pages[0]).toContain('where it was found is not known to be clean');
    expect((await exposures.open()).open[0]).toMatchObject({
      due: AT + 2 * HOUR,
      looked: { at: AT + HOUR, missing: missing?.length },
    });
    await look(AT + 2 * HOUR);
    expect(pages).toHaveLength(1);
  });

  it('is looked into nightly once no session of it can live', async () => {
    const { look, exposures } = await deployed();
    await look(AT + 36 * HOUR);
    expect((await exposures.open()).open[0]?.due).toBe(AT + 60 * HOUR);
  });

  it('goes by the policy of the nights for how often', async () => {
    const looks = { soon: 5, soonFor: 10, later: 20 };
    const policy = { ...DEFAULT_POLICY, rotation: { ...DEFAULT_POLICY.rotation, looks } };
    const { look, exposures } = await deployed({ kept: { ...KEPT, policy } });
    await look(AT + 5);
    expect((await exposures.open()).open[0]?.due).toBe(AT + 10);
    await look(AT + 10);
    expect((await exposures.open()).open[0]?.due).toBe(AT + 30);
  });

  it('tells of a session that CloudTrail tells of late, and of nothing else again', async () => {
    const { look, pages } = await deployed();
    await look(AT + HOUR);
    await look(AT + 2 * HOUR, { ...QUIET, sessions: [LATE] });
    expect(pages).toHaveLength(2);
    expect(pages[1]).toContain('session ASIA1 of arn:aws:iam::999999999999:role/theirs');
    expect(pages[1]).not.toContain('where it was found');
    await look(AT + 3 * HOUR, { ...QUIET, sessions: [LATE] });
    expect(pages).toHaveLength(2);
  });

  it('is open and unknown where its observer fails, and people are told once', async () => {
    const { look, pages } = await deployed();
    await look(AT + HOUR);
    const missing = await look(AT + 2 * HOUR, 'fails');
    expect(missing?.filter((id) => id.startsWith('trail '))).toEqual([
      'trail what its observer would tell: it fails, its log tells where',
      'trail what its observer would tell: it fails, its log tells where',
    ]);
    expect(pages).toHaveLength(2);
    await look(AT + 3 * HOUR);
    await look(AT + 4 * HOUR, 'fails');
    expect(pages).toHaveLength(2);
    expect(pages.join('\n')).not.toContain('NIGHTWARDENCANARY');
  });

  it.each<[string, Kept | 'unread' | undefined, string]>([
    ['no night has read the account', undefined, 'no night has read all of it yet'],
    ['what nights kept can’t be read', 'unread', 'what the last night has kept'],
    [
      'the last night was before the leak',
      { ...KEPT, snapshot: { ...SNAPSHOT, takenAt: new Date(AT - 1).toISOString() } },
      'no night has read all of it since',
    ],
  ])('has copies that nobody knows of where %s', async (_why, kept, text) => {
    const { look } = await deployed({ kept });
    const missing = await look(AT + HOUR);
    expect(missing?.filter((id) => id.startsWith('place ')).join('\n')).toContain(text);
  });

  it('is open in the Regions to which nights are not held', async () => {
    const { look } = await deployed({ kept: KEPT, regions: ['us-east-1'] });
    expect((await look(AT + HOUR))?.join('\n')).toContain('every Region but us-east-1');
  });

  it.each<[string, Kept | undefined]>([
    ['no night has read the account', undefined],
    ['a night has read none', { ...KEPT, snapshot: { ...SNAPSHOT, regions: [] } }],
  ])('is open in all Regions but its own where %s', async (_why, kept) => {
    const { look } = await deployed({ kept });
    expect((await look(AT + HOUR))?.join('\n')).toContain('every Region but those where it was in use');
  });

  it('is closed, and not looked into again, when nothing is missing', async () => {
    const { look, exposures, asked } = await deployed();
    const covers = ['origin'];
    await exposures.attest('r-1', {
      check: 'third-parties',
      by: 'arn:anna',
      at: AT,
      because: 'gone',
      covers,
    });
    await exposures.attest('r-1', {
      check: 'copies',
      by: 'arn:anna',
      at: AT,
      because: 'given another',
      covers: CONTAIN.dependents.map(({ id }) => `dependent ${id}`),
    });
    expect(await look(AT + HOUR)).toEqual([]);
    expect((await exposures.open()).open).toEqual([]);
    expect(await look(AT + 2 * HOUR)).toBeUndefined();
    expect(asked).toHaveLength(1);
  });

  it('is not judged where it can’t be read what people said of it: it is due again', async () => {
    const { look, exposures, table, pages } = await deployed();
    await table.put({ pk: 'EXPOSURE#r-1', sk: 'SAID#1', check: 'odd' });
    await expect(look(AT + HOUR)).rejects.toThrow('exposure of plan r-1');
    expect((await exposures.open()).open[0]).toMatchObject({ due: null, looked: null });
    expect(pages).toEqual([]);
  });
});

describe('a session of a role that CloudTrail tells of late', () => {
  const ROLE = `arn:aws:iam::${CONTAIN.where.account}:role/deploy`;
  const session = { ...LATE, role: ROLE };
  const lives: Trace = { ...QUIET, sessions: [session], revoked: { [ROLE]: [] } };
  const denied: Trace = {
    ...lives,
    revoked: { [ROLE]: [{ userIds: [session.userId], before: AT + HOUR }] },
  };
  const done: LateRevocation = { held: null, revoked: [{ role: ROLE, sessions: ['ASIA1'] }], failed: [] };

  it('is denied by the switcher, which is told nothing but where to look, and counts as denied once that is read', async () => {
    const { look, asked, pages, switcher } = await deployed();
    switcher(async () => done, denied);
    expect(await look(AT + HOUR, lives)).not.toContain('ASIA1');
    expect(asked).toEqual([
      'r-1 us-east-1 eu-west-1',
      'revoke r-1 us-east-1 eu-west-1',
      'r-1 us-east-1 eu-west-1',
    ]);
    expect(pages[0]).toContain(`Denied now, as CloudTrail told of it late: ASIA1 of ${ROLE}`);
    await look(AT + 2 * HOUR, denied);
    expect(asked).toHaveLength(4);
    expect(pages).toHaveLength(1);
  });

  it('is told of although nothing else is new', async () => {
    const { look, pages, switcher } = await deployed();
    await look(AT + HOUR);
    switcher(async () => done, denied);
    await look(AT + 2 * HOUR, lives);
    expect(pages).toHaveLength(2);
    expect(pages[1]).not.toContain('new since you were told');
  });

  it('stays open where the switch holds it up, and people are told once why', async () => {
    const { look, pages, switcher } = await deployed();
    switcher(async () => ({ held: 'the contain switch is on pause', revoked: [], failed: [] }));
    expect(await look(AT + HOUR, lives)).toContain('ASIA1');
    expect(pages[0]).toContain('the contain switch is on pause');
    expect(pages[0]).toContain(`session ASIA1 of ${ROLE}`);
    await look(AT + 2 * HOUR, lives);
    expect(pages).toHaveLength(1);
  });

  it('is looked at again where the switcher failed: it may have denied it', async () => {
    const { look, pages, switcher, asked } = await deployed();
    switcher(() => Promise.reject(new Error('NIGHTWARDENCANARY')));
    expect(await look(AT + HOUR, lives)).toContain('ASIA1');
    expect(asked).toHaveLength(3);
    expect(pages[0]).toContain('the switcher failed');
    expect(pages[0]).not.toContain('NIGHTWARDENCANARY');
  });

  it.each<[string, Trace]>([
    ['nobody knows whether it is denied', { ...lives, revoked: { [ROLE]: 'unknown' } }],
    ['it is denied', denied],
    ['it lies in another account', { ...QUIET, sessions: [LATE] }],
  ])('is left alone where %s', async (_why, trace) => {
    const { look, asked } = await deployed();
    await look(AT + HOUR, trace);
    expect(asked).toHaveLength(1);
  });
});

describe('the reconciler', () => {
  it('starts one who looks into each leak that is due, waits for none, and starts none twice', async () => {
    const { exposures } = await deployed();
    const started: string[] = [];
    const ports = {
      exposures,
      clock: { now: () => AT },
      start: async (rotation: string) => {
        started.push(rotation);
      },
    };
    const both = await Promise.all([beginLooks(ports), beginLooks(ports)]);
    expect([started, both]).toEqual([['r-1'], [[], []]]);
    expect(await beginLooks({ ...ports, clock: { now: () => AT + 1_199_999 } })).toEqual([]);
    expect(started).toHaveLength(1);
    await beginLooks({ ...ports, clock: { now: () => AT + 1_200_000 } });
    expect(started).toHaveLength(2);
  });

  it('goes on where none can be started, or nobody knows which are open', async () => {
    const { exposures } = await deployed();
    const cause = new Error('throttled');
    const start = () => Promise.reject(cause);
    const clock = { now: () => AT };
    expect(await beginLooks({ exposures, clock, start })).toEqual([{ rotation: 'r-1', cause }]);
    const unread = { ...exposures, open: () => Promise.reject(cause) };
    expect(await beginLooks({ exposures: unread, clock, start })).toEqual([]);
  });
});

describe('an observer', () => {
  const asked: unknown[] = [];
  const answering = (answer: unknown) =>
    exposureWorkers(async (rotation, role, payload) => {
      asked.push([rotation, role, payload]);
      return answer;
    });

  it('is asked by the rotation and Regions alone, and what it tells comes back', async () => {
    const move = {
      id: 'e',
      at: AT,
      name: 'CreateUser',
      service: 'iam.amazonaws.com',
      region: 'us-east-1',
      by: 'AKIA1',
    };
    const told = {
      ...QUIET,
      sessions: [LATE],
      moves: [move],
      made: { x: 'gone' },
      secret: 'NIGHTWARDENCANARY',
    };
    const trace = await answering(told).trace('r-1', ['us-east-1']);
    expect(asked).toEqual([
      ['r-1', 'observer', { rotation: 'r-1', exposure: { do: 'trace', regions: ['us-east-1'] } }],
    ]);
    expect(trace).toEqual({
      ...QUIET,
      sessions: [LATE],
      moves: [{ ...move, error: undefined }],
      made: { x: 'gone' },
    });
  });

  it('is not asked to revoke: the switcher is, and what it tells comes back', async () => {
    const done = { held: null, revoked: [{ role: 'arn:r', sessions: ['ASIA1'] }], failed: [] };
    expect(await answering({ ...done, more: 'NIGHTWARDENCANARY' }).revoke('r-1', ['us-east-1'])).toEqual(
      done,
    );
    expect(asked.at(-1)).toEqual([
      'r-1',
      'switcher',
      { rotation: 'r-1', exposure: { do: 'revoke', regions: ['us-east-1'] } },
    ]);
  });

  it.each([
    ['takes a step, as one of a version before does', { rotation: 'r-1', state: 'done', needs: null }],
    ['answers nothing', null],
    ['tells of a session without an end', { ...QUIET, sessions: [{ ...LATE, until: null }] }],
  ])('is not believed when it %s', async (_why, answer) => {
    await expect(answering(answer).trace('r-1', [])).rejects.toMatchObject({ name: '$ZodError' });
  });
});
