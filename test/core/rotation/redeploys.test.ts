import { describe, expect, it } from 'vitest';
import { BUILDERS } from '../../../lib/core/rotation/calls.ts';
import { GUARDS } from '../../../lib/core/rotation/guards.ts';
import type { Row } from '../../../lib/core/rotation/ledger.ts';
import type { Deployment, Live } from '../../../lib/core/rotation/live.ts';
import { advance } from '../../../lib/core/rotation/moves.ts';
import { begin } from '../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { committed, decide } from '../../../lib/core/rotation/transition.ts';
import { ROTATE, redeployed, worldOf } from '../../prove/scenarios.ts';
import { look } from '../../prove/world.ts';

/** Published at 1000, and given 100 to spread: what began at 1050 has taken it, however the clocks differ. */
const PUBLISHED = 1000;
const DURATIONS = { ...ROTATE.durations, settle: 100 };
const PLAN = { ...redeployed(ROTATE), durations: DURATIONS };

const rowAt = (table: 'rotate' | 'rollback' | 'repair', copy: number, change: Partial<Row> = {}): Row =>
  ({
    ...begin(PROTOCOL_TABLES, 'r', PLAN, 1, 0),
    place: { table, step: 'refresh', copy },
    newKey: 'N1',
    times: { entered: 900, watchFrom: 0, vouched: null, published: PUBLISHED, deactivated: null },
    ...change,
  }) as Row;

const seen = (d1: Deployment | 'unknown', d2: Deployment | 'unknown' = 'unknown'): Live => ({
  ...look(worldOf(PLAN, 0), null),
  at: 1200,
  deployments: { d1, d2 },
});
const steady = (began: number): Deployment => ({ began, state: 'steady' });
const underWay = (began: number): Deployment => ({ began, state: 'underWay' });
const failed = (began: number): Deployment => ({ began, state: 'failed' });
const call = (dependent: string) => ({ do: 'redeploy', dependent });

describe('who is redeployed next', () => {
  it.each`
    why                                                            | d1                | built
    ${'it runs what began before it was published'}                | ${steady(900)}    | ${call('d1')}
    ${'it began just before it had spread: whose clock is right?'} | ${steady(1049)}   | ${call('d1')}
    ${'it began when it had spread, whoever began it'}             | ${steady(1050)}   | ${'already'}
    ${'what is under way began before: it is not waited for'}      | ${underWay(900)}  | ${call('d1')}
    ${'what is under way takes it'}                                | ${underWay(1100)} | ${'already'}
    ${'what failed was to take it: it is not tried again'}         | ${failed(1100)}   | ${'already'}
    ${'what failed took the value of before: it is started anew'}  | ${failed(900)}    | ${call('d1')}
    ${'nobody knows'}                                              | ${'unknown'}      | ${'unread'}
  `('$why', ({ d1, built }) => {
    expect(BUILDERS.redeploy(rowAt('rotate', 0), seen(d1))).toEqual(built);
  });

  it('is forward whoever reads the copy of this wave, and nobody else', () => {
    const live = seen(steady(900), steady(900));
    expect(BUILDERS.redeploy(rowAt('rotate', 0), live)).toEqual(call('d1'));
    expect(BUILDERS.redeploy(rowAt('rotate', 1), live)).toEqual(call('d2'));
    expect(BUILDERS.redeploy(rowAt('repair', 1), live)).toEqual(call('d2'));
  });

  it('is on the way back whoever reads a copy that was ever to be published, if nobody was redeployed yet', () => {
    const live = seen(steady(900), steady(900));
    const opened = ['create', 'stage', 'publish:secret'];
    expect(BUILDERS.redeploy(rowAt('rollback', 1, { opened }), live)).toEqual(call('d2'));
    expect(BUILDERS.redeploy(rowAt('rollback', 1, { opened: ['create'] }), live)).toBe('already');
  });
});

describe('whether a redeployment is over', () => {
  it.each`
    why                                                | d1                | called       | over
    ${'it takes what was published, and is under way'} | ${underWay(1100)} | ${undefined} | ${'no'}
    ${'it came up'}                                    | ${steady(1100)}   | ${1110}      | ${'yes'}
    ${'it failed, which is an illness'}                | ${failed(1100)}   | ${1110}      | ${'yes'}
    ${'ours was answered, and is not shown yet'}       | ${steady(900)}    | ${1110}      | ${'no'}
    ${'ours was for what was published before'}        | ${steady(900)}    | ${990}       | ${'yes'}
    ${'one of before is under way'}                    | ${underWay(900)}  | ${undefined} | ${'yes'}
    ${'nobody knows'}                                  | ${'unknown'}      | ${undefined} | ${'unknown'}
  `('$why', ({ d1, called, over }) => {
    const row = rowAt('rotate', 0, called === undefined ? {} : { redeployed: { d1: called } });
    const scene = { row, live: seen(d1), memory: null, intended: null };
    expect(GUARDS.deploymentsOver(scene)).toBe(over);
  });

  it('begins only once what was published has spread', () => {
    const spread = (at: number) =>
      GUARDS.spread({
        row: rowAt('rotate', 0),
        live: { ...seen(steady(900)), at },
        memory: null,
        intended: null,
      });
    expect([spread(1099), spread(1100)]).toEqual(['no', 'yes']);
  });
});

it('a deployment that failed makes its dependent ill, whatever its probes say', () => {
  const ask = (d1: Deployment | 'unknown') =>
    GUARDS.dependentsWell({
      row: rowAt('rotate', 0),
      live: { ...seen(d1), dependents: { d1: 'well', d2: 'well' } },
      memory: null,
      intended: null,
    });
  expect([ask(failed(900)), ask(steady(900)), ask('unknown')]).toEqual(['no', 'yes', 'yes']);
});

it('an answered redeployment is noted with its time, and the step looks whom else there is', () => {
  const row = rowAt('rotate', 0, { leaseUntil: 1300 });
  const intended = {
    ...row,
    intent: { effect: 'redeploy', call: { do: 'redeploy', dependent: 'd1' } },
  } as Row;
  const done = committed(PROTOCOL_TABLES, intended, 'redeploy', { created: null, sign: null }, 1150);
  expect(done).toMatchObject({ redeployed: { d1: 1150 }, place: { step: 'refresh', copy: 0 }, intent: null });
});

it('a plan of which nobody is redeployed has no such step', () => {
  const at = (plan: typeof ROTATE): Row => ({
    ...begin(PROTOCOL_TABLES, 'r', plan, 1, 0),
    place: { table: 'rotate', step: 'publish', copy: 1 },
  });
  expect(advance(PROTOCOL_TABLES, at(ROTATE), 5).place).toMatchObject({ step: 'confirm', copy: 1 });
  expect(advance(PROTOCOL_TABLES, at(PLAN), 5).place).toMatchObject({ step: 'refresh', copy: 1 });
});

it('one that never gets steady goes back when patience is over', () => {
  const late = 900 + DURATIONS.patience;
  const world = worldOf(PLAN, 0);
  const row = rowAt('rotate', 0, { opened: ['create', 'publish:env'] });
  const live = {
    ...look(
      {
        ...world,
        keys: [
          ...world.keys,
          { id: 'N1', status: 'Active', maker: 'ours', recorded: true, since: 0, proved: true },
        ],
        env: 'N1',
      },
      null,
    ),
    at: Math.max(late, 1200),
    deployments: { d1: underWay(1100), d2: steady(0) },
  };
  const decision = decide(PROTOCOL_TABLES, { row, live, memory: null, intended: null });
  expect(decision).toMatchObject({
    do: 'write',
    row: { place: { table: 'rollback', step: 'reactivate' }, fault: { because: 'deploymentsOver' } },
  });
});
