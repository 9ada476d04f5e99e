import { describe, expect, it } from 'vitest';
import type { Call } from '../../../lib/core/rotation/calls.ts';
import { GUARDS } from '../../../lib/core/rotation/guards.ts';
import type { Row } from '../../../lib/core/rotation/ledger.ts';
import type { Live } from '../../../lib/core/rotation/live.ts';
import type { Plan } from '../../../lib/core/rotation/plan.ts';
import { reasonText } from '../../../lib/core/rotation/reasons.ts';
import { abort } from '../../../lib/core/rotation/requests.ts';
import { begin } from '../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { timeline, type Written } from '../../../lib/core/rotation/timeline.ts';
import { committed, decide } from '../../../lib/core/rotation/transition.ts';
import { ROTATE, redeployed } from '../../prove/scenarios.ts';

const OLD = ROTATE.key;

/** Everything as a rotation wants it, but for what is given. */
function liveAt(at: number, row: Row, world: World): Live {
  return {
    at,
    switch: 'run',
    containSwitch: 'run',
    keys: world.keys.map(({ id, status }) => ({ id, status, maker: id === OLD ? 'other' : 'ours' })),
    uses: { [OLD]: { state: 'never' }, N1: { state: 'never' } },
    secret: { current: world.current, pending: world.pending },
    copies: { env: world.env },
    dependents: Object.fromEntries(row.plan.dependents.map(({ id }) => [id, world.ill ? 'ill' : 'well'])),
    deployments: Object.fromEntries(
      row.plan.dependents.map(({ id }) => [id, { began: world.deployed[id] ?? 0, state: 'steady' }]),
    ),
    proofs: { [OLD]: 'works', N1: 'works' },
    denied: { full: false, sessionsBefore: null },
    successor: null,
    gates: { owner: true, window: true, soleRotation: true, storeWritable: true, wayBack: true },
  };
}

interface World {
  keys: { id: string; status: 'Active' | 'Inactive' }[];
  current: string;
  pending: string | null;
  env: string;
  ill: boolean;
  /** When each service was redeployed. */
  deployed: Record<string, number>;
}

function land(call: Call, world: World, at: number): void {
  if (call.do === 'redeploy') world.deployed[call.dependent] = at;
  if (call.do === 'createKey') world.keys.push({ id: 'N1', status: 'Active' });
  if (call.do === 'stageVersion') world.pending = call.version;
  if (call.do === 'moveCurrent') world.current = call.to;
  if (call.do === 'writeCopy') world.env = call.key;
  if (call.do === 'dropPending') world.pending = null;
  if (call.do === 'deleteKey') world.keys = world.keys.filter(({ id }) => id !== call.key);
  if (call.do === 'setStatus')
    world.keys = world.keys.map((key) => (key.id === call.key ? { ...key, status: call.status } : key));
}

/** Runs the protocol's own tables over a world in memory, and keeps every row that it writes. */
function history(
  step: (row: Row, world: World) => Row | null = () => null,
  plan: Plan = ROTATE,
): readonly Written[] {
  const world: World = {
    keys: [{ id: OLD, status: 'Active' }],
    current: 'v0',
    pending: null,
    env: OLD,
    ill: false,
    deployed: {},
  };
  const kept: Written[] = [];
  let row = begin(PROTOCOL_TABLES, 'r', plan, 1, 0);
  const write = (at: number, next: Row) => {
    row = next;
    kept.push({ at: at * 1000, row });
  };
  write(0, row);
  let memory: string | null = null;
  for (let at = 1; at < 60; at += 1) {
    const asked = step(row, world);
    if (asked !== null) write(at, asked);
    const decision = decide(PROTOCOL_TABLES, { row, live: liveAt(at, row, world), memory, intended: null });
    if (decision.do === 'write') write(at, decision.row);
    if (decision.do !== 'call') continue;
    write(at, decision.row);
    land(decision.call, world, at);
    const created = decision.call.do === 'createKey' ? 'N1' : null;
    memory = created ?? memory;
    write(at, committed(PROTOCOL_TABLES, row, decision.effect, { created, sign: null }, at));
  }
  return kept;
}

const texts = (lines: readonly string[]) => lines.map((line) => line.replace(/^\d\d:\d\d /, ''));

describe('the timeline', () => {
  it('of a rotation reads as what happened', () => {
    const lines = timeline(history());
    expect(texts(lines)).toEqual([
      'rotate O of arn:aws:iam::111122223333:user/app began as r',
      'made the new key N1',
      'stored it in secret app, pending',
      'the new key works in every Region',
      'published to env (canary)',
      'well on the new one: d1',
      'published to store',
      'well on the new one: d2',
      'watches the old key for 2 milliseconds',
      'deactivated the old key O',
      'quarantine for 2 milliseconds',
      'deleted the old key O',
      'took the pending label off',
      'everything is on the new key',
      'done: the new one is everywhere, the old one is gone',
    ]);
    expect(lines[0]).toMatch(/^00:00 /);
  });

  it('of one that goes back says why, and what became of the new one', () => {
    let asked = false;
    const lines = texts(
      timeline(
        history((row) => {
          if (asked || row.place.step !== 'deactivate') return null;
          asked = true;
          return abort(row);
        }),
      ),
    );
    expect(lines.slice(8)).toEqual([
      'watches the old key for 2 milliseconds',
      'somebody asked for the old one back',
      'goes back: somebody asked for the old one back',
      'the old key works',
      'put the old value back into env',
      'put the old value back into store',
      'the dependents are well on the old one',
      'deactivated the new key N1',
      'deleted the new key N1',
      'took the pending label off',
      'everything is on the old key',
      'done: the old one is restored: somebody asked for the old one back',
    ]);
  });

  it('tells whose tasks were started anew, both ways', () => {
    let asked = false;
    const back = (row: Row): Row | null => {
      if (asked || row.place.step !== 'deactivate') return null;
      asked = true;
      return abort(row);
    };
    const lines = texts(timeline(history(back, redeployed(ROTATE))));
    expect(lines.slice(4, 10)).toEqual([
      'published to env (canary)',
      'redeployed d1',
      'its tasks run with the new one',
      'well on the new one: d1',
      'published to store',
      'redeployed d2',
    ]);
    const way = lines.slice(lines.indexOf('put the old value back into store'));
    expect(way.slice(1, 5)).toEqual([
      'redeployed d1',
      'redeployed d2',
      'the tasks run with the old one',
      'the dependents are well on the old one',
    ]);
  });

  it('tells of a dependent that falls ill', () => {
    const lines = texts(
      timeline(
        history((row, world) => {
          world.ill = row.place.table === 'rotate' && row.place.step === 'confirm';
          return null;
        }),
      ),
    );
    expect(lines).toContain('a dependent is ill: looked at once more');
    expect(lines).toContain('goes back: a dependent is ill');
  });

  it('counts in days where a plan takes them, and has nothing to tell of nothing', () => {
    const rows = history().map(({ row }, index) => ({ at: index * 7_200_000, row }));
    expect(timeline(rows).at(-1)).toMatch(/^\d+ d \d\d:\d\d done: the new one is everywhere/);
    expect(timeline([])).toEqual([]);
  });
});

it('every guard has words for people', () => {
  for (const guard of Object.keys(GUARDS)) expect(reasonText(guard)).toMatch(/ /);
  expect(reasonText('a sentence of its own')).toBe('a sentence of its own');
});
