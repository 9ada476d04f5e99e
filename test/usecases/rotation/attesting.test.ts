import { describe, expect, it } from 'vitest';
import { askedByHand } from '../../../lib/core/rotation/by-hand.ts';
import { claimsOf } from '../../../lib/core/rotation/fences.ts';
import type { Row } from '../../../lib/core/rotation/ledger.ts';
import { ledgerTable } from '../../../lib/usecases/rotation/ledger-table.ts';
import { attestCopy } from '../../../lib/usecases/rotation/requests.ts';
import { userArn } from '../../core/detectors/build.ts';
import { memoryTable } from '../../fixtures/nights/memory-table.ts';
import { byHandStarts } from '../../prove/scenarios.ts';

const [start] = byHandStarts(0);
const ANA = userArn('ana');
const clock = { now: () => 1_000 };

/** A plan in the ledger that has come to its copy that a person writes. */
async function begun() {
  const ledger = ledgerTable(memoryTable(), { clock, keptMs: 1e9, landsWithinMs: 1e6 });
  const place = { table: 'rotate', step: 'publish', copy: 0 } as const;
  const row = { ...start!.row, place, newKey: 'AKIANEW', creations: 1 } as Row;
  expect(await ledger.begin(row, claimsOf(row.plan))).toBe(true);
  const woken: string[] = [];
  const wake = async (rotation: string) => void woken.push(rotation);
  return {
    ledger,
    row,
    woken,
    requests: { ledger, clock, wake, starter: { start: async () => {} }, sleep: async () => {} },
  };
}

describe('whoever wrote a copy by hand', () => {
  it('is taken at their word once they were asked, and stands in the ledger by name', async () => {
    const { ledger, row, woken, requests } = await begun();
    expect(await attestCopy(row.rotation, 'env', ANA, requests)).toMatchObject({ state: 'refused' });
    expect(await ledger.write(row, askedByHand(row)!)).toBe(true);
    expect(await attestCopy(row.rotation, 'env', ANA, requests)).toMatchObject({ state: 'taken' });
    expect((await ledger.read(row.rotation))?.marks).toEqual({ env: { key: 'AKIANEW', sign: '', by: ANA } });
    expect(woken).toEqual([row.rotation]);
    expect(await attestCopy(row.rotation, 'env', ANA, requests)).toMatchObject({ state: 'refused' });
  });
});
