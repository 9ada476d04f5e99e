import { NINETY_DAYS_MS, type TrailEvent } from '../../../../aws/rotation/key-trail.ts';
import type { Row } from '../../../../core/rotation/ledger.ts';
import type { KeyId } from '../../../../core/rotation/plan.ts';
import { type Gateways, regionsOf } from '../../hands/gateways.ts';
import { userOf } from '../../hands/names.ts';

interface KeyEvidence {
  readonly id: KeyId;
  readonly status: 'Active' | 'Inactive' | 'gone';
  readonly createdAt: string | null;
  readonly lastUsedAt: string | null;
  /** The oldest first. */
  readonly events: readonly TrailEvent[];
  /** False: CloudTrail has more, older ones of the last 90 days. */
  readonly complete: boolean;
}

/** The keys of the user, their last use, and the newest events that CloudTrail has of them. */
export async function keyEvidence(
  { keys, trail, main }: Gateways,
  { plan, contain }: Row,
  now: number,
): Promise<readonly KeyEvidence[]> {
  const listed = (await keys.list(userOf(plan.principal))) ?? [];
  const ids = new Set([plan.key, ...(contain?.targets ?? []), ...listed.map(({ id }) => id)]);
  const regions = regionsOf(main, plan.where);
  const found: KeyEvidence[] = [];
  for (const id of ids) {
    const known = listed.find((key) => key.id === id);
    // IAM tells nothing of a key that is gone; CloudTrail still does.
    const lastUsed = known === undefined ? null : await keys.lastUsed(id);
    const trails = await Promise.all(regions.map((region) => trail.uses(region, id, now - NINETY_DAYS_MS)));
    found.push({
      id,
      status: known?.status ?? 'gone',
      createdAt: known?.createdAt?.toISOString() ?? null,
      lastUsedAt: lastUsed?.toISOString() ?? null,
      events: trails.flatMap(({ events }) => events).toSorted((a, b) => a.at - b.at),
      complete: trails.every(({ complete }) => complete),
    });
  }
  return found;
}
