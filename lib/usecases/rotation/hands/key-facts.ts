import type { KeyListed } from '../../../aws/rotation/iam-keys.ts';
import { strangers } from '../../../core/rotation/guards.ts';
import type { Row } from '../../../core/rotation/ledger.ts';
import type { KeyFact } from '../../../core/rotation/live.ts';
import type { Gateways } from './gateways.ts';
import { userOf } from './names.ts';
import type { Reading } from './reading.ts';

/** The user's keys; a user that is gone has none. Who made one is asked only of those that nothing explains. */
export async function keyFacts(
  { keys, trail, main }: Gateways,
  row: Row,
  issuerRole: string,
  reading: Reading,
): Promise<readonly KeyFact[]> {
  const listed = (await keys.list(userOf(row.plan.principal))) ?? [];
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
      return { ...fact, maker: await makerOf(known) };
    }),
  );

  async function makerOf({ id, createdAt }: KeyListed): Promise<KeyFact['maker']> {
    if (createdAt === undefined) return 'unknown';
    const maker = await reading('who made a key', () => trail.maker(main, id, createdAt));
    if (maker === 'unknown' || maker === undefined) return 'unknown';
    return maker === issuerRole ? 'ours' : 'other';
  }
}
