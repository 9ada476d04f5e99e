import { describe, expect, it } from 'vitest';
import { CHECKS, judgeExposure } from '../../../../lib/core/rotation/exposure/judge.ts';
import { untraced } from '../../../../lib/core/rotation/exposure/trace.ts';
import { contain } from '../../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../../lib/core/rotation/tables.ts';
import { exposuresTable } from '../../../../lib/usecases/rotation/exposure/exposures-table.ts';
import { ledgerTable } from '../../../../lib/usecases/rotation/ledger-table.ts';
import { memoryTable } from '../../../fixtures/nights/memory-table.ts';
import { CONTAIN } from '../../../prove/scenarios.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');

const FACTS = {
  account: CONTAIN.where.account,
  ...untraced('nobody asked'),
  holdings: [],
  placeGaps: [],
  attestations: [],
};

async function contained() {
  const table = memoryTable();
  const ledger = ledgerTable(table, { clock: { now: () => NOW }, keptMs: 1, landsWithinMs: 1 });
  const row = contain(PROTOCOL_TABLES, 'r-1', CONTAIN, null, 1, NOW);
  const place = { account: CONTAIN.where.account, place: 0, at: NOW };
  expect(await ledger.supersede(row, [], null, place)).toBe(true);
  return { table, row, exposures: exposuresTable(table) };
}

describe('a leak that is contained', () => {
  it('is open from the moment that its plan began, until somebody has seen it closed, and can open again', async () => {
    const { exposures, row, table } = await contained();
    const open = [
      {
        rotation: 'r-1',
        credential: CONTAIN.key,
        principal: CONTAIN.principal,
        account: CONTAIN.where.account,
        at: NOW,
        looked: null,
        due: null,
        begun: null,
      },
    ];
    expect(await exposures.open()).toEqual({ open, unreadable: [] });
    expect((await table.get({ pk: 'EXPOSURES', sk: 'ROTATION#r-1' }))?.expiresAt).toBeNull();
    await exposures.closed(row, NOW + 1);
    expect(await exposures.open()).toEqual({ open: [], unreadable: [] });
    expect((await table.get({ pk: 'EXPOSURES', sk: 'ROTATION#r-1' }))?.expiresAt).toBeGreaterThan(NOW / 1000);
    await exposures.closed(row, null);
    expect(await exposures.open()).toEqual({ open, unreadable: [] });
    expect((await table.get({ pk: 'EXPOSURES', sk: 'ROTATION#r-1' }))?.expiresAt).toBeNull();
  });

  it('keeps what people say of it, in order', async () => {
    const { exposures } = await contained();
    const said = { check: 'copies', by: 'arn', at: NOW, because: 'gone', covers: ['a', 'b'] } as const;
    await exposures.attest('r-1', { ...said, at: NOW + 1, check: 'third-parties' });
    await exposures.attest('r-1', said);
    expect((await exposures.attestations('r-1')).map(({ check }) => check)).toEqual([
      'copies',
      'third-parties',
    ]);
    expect((await exposures.attestations('r-1'))[0]).toEqual(said);
    expect(await exposures.attestations('r-2')).toEqual([]);
  });

  it('fails where what people said can’t be read: nobody knows then what is closed', async () => {
    const { exposures, table } = await contained();
    await table.put({
      pk: 'EXPOSURE#r-1',
      sk: 'SAID#1',
      check: 'anything',
      by: 'arn',
      because: 'x',
      covers: [],
    });
    await expect(exposures.attestations('r-1')).rejects.toThrow('exposure of plan r-1');
  });

  it('is looked into by one at a time, and keeps in brief what that came to', async () => {
    const { exposures, table } = await contained();
    expect(await exposures.beginLook('r-1', NOW, null)).toBe(true);
    expect(await exposures.beginLook('r-1', NOW + 1, null)).toBe(false);
    const exposure = judgeExposure({ ...FACTS, row: (await contained()).row, now: NOW });
    await exposures.endLook(exposure, { at: NOW + 2, due: NOW + 3, told: ['a'] });
    const [open] = (await exposures.open()).open;
    expect(open).toMatchObject({ due: NOW + 3, begun: 0, looked: { at: NOW + 2 } });
    expect(open?.looked?.checks).toEqual(CHECKS);
    expect(await exposures.told('r-1')).toEqual(['a']);
    expect(await exposures.told('r-2')).toEqual([]);
    expect(table.rows().find(({ sk }) => sk === 'LOOK')).toMatchObject({
      pk: 'EXPOSURE#r-1',
      state: 'open',
      missing: expect.arrayContaining([expect.objectContaining({ check: 'third-parties', id: 'origin' })]),
    });
    expect(await exposures.beginLook('r-1', NOW + 4, 0)).toBe(true);
    await exposures.putOff('r-1', NOW + 9);
    expect((await exposures.open()).open[0]).toMatchObject({ due: NOW + 9, begun: 0 });
  });

  it.each([
    ['no account', { account: undefined }],
    ['no time', { at: 'yesterday' }],
    ['a credential that is none', { credential: 7 }],
  ])('whose row has %s is told, and hides no other', async (_why, odd) => {
    const { exposures, table } = await contained();
    await table.put({
      ...(await contained()).table.rows().find(({ pk }) => pk === 'EXPOSURES')!,
      sk: 'ROTATION#r-9',
      ...odd,
    });
    const { open, unreadable } = await exposures.open();
    expect([open.map(({ rotation }) => rotation), unreadable]).toEqual([['r-1'], ['r-9']]);
  });

  it('whose last look can’t be read counts as not looked into', async () => {
    const { exposures, table } = await contained();
    await table.set({ pk: 'EXPOSURES', sk: 'ROTATION#r-1' }, { looked: { at: 'NIGHTWARDENCANARY' } });
    expect((await exposures.open()).open[0]?.looked).toBeNull();
  });
});
