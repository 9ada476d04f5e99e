import { describe, expect, it } from 'vitest';
import { contain } from '../../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../../lib/core/rotation/tables.ts';
import { exposuresTable } from '../../../../lib/usecases/rotation/exposure/exposures-table.ts';
import { ledgerTable } from '../../../../lib/usecases/rotation/ledger-table.ts';
import { memoryTable } from '../../../fixtures/nights/memory-table.ts';
import { CONTAIN } from '../../../prove/scenarios.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');

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
      },
    ];
    expect(await exposures.open()).toEqual(open);
    expect((await table.get({ pk: 'EXPOSURES', sk: 'ROTATION#r-1' }))?.expiresAt).toBeNull();
    await exposures.closed(row, NOW + 1);
    expect(await exposures.open()).toEqual([]);
    expect((await table.get({ pk: 'EXPOSURES', sk: 'ROTATION#r-1' }))?.expiresAt).toBeGreaterThan(NOW / 1000);
    await exposures.closed(row, null);
    expect(await exposures.open()).toEqual(open);
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
});
