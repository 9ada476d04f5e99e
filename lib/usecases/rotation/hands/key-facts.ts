import { strangers } from '../../../core/rotation/guards.ts';
import type { Row } from '../../../core/rotation/ledger.ts';
import type { KeyFact } from '../../../core/rotation/live.ts';
import type { KindHands } from '../kinds/kind.ts';
import type { Reading } from './reading.ts';

/** The credentials of the plan's principal. Who made one is asked only of those that nothing explains. */
export async function keyFacts(kind: KindHands, row: Row, reading: Reading): Promise<readonly KeyFact[]> {
  const listed = await kind.list();
  const plain = listed.map(({ id, status }): KeyFact => {
    return { id, status, maker: id === row.newKey ? 'ours' : 'unknown' };
  });
  const unexplained = new Set(strangers(row, plain).map(({ id }) => id));
  // Before this plan has asked for a key none of them can be its own.
  if (unexplained.size === 0 || !row.opened.includes('create')) return plain;
  return Promise.all(
    plain.map(async (fact) => {
      const known = listed.find(({ id }) => id === fact.id);
      if (!unexplained.has(fact.id) || known === undefined) return fact;
      return { ...fact, maker: await reading('who made a key', () => kind.maker(known)) };
    }),
  );
}
