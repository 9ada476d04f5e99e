import type { Row } from '../../../../core/rotation/ledger.ts';
import type { Use } from '../../../../core/rotation/live.ts';
import type { KeyId } from '../../../../core/rotation/plan.ts';
import { type UseEvent, useOf } from '../../../../core/rotation/uses.ts';
import { type Gateways, regionsOf } from '../../hands/gateways.ts';

/** Somewhat before the watch: a clock may be ahead, and a use on its edge is one. */
const BEFORE_MS = 3_600_000;

/**
 * IAM's last use and CloudTrail's events in every Region in use, the one of the global services among them.
 * @throws when any of them can't be read: then nobody knows whether the key was used
 */
export async function readUse(
  { keys, trail, main }: Gateways,
  { plan, times }: Row,
  key: KeyId,
): Promise<Use> {
  const since = Math.min(times.watchFrom, times.vouched ?? times.watchFrom) - BEFORE_MS;
  const [lastUsed, ...trails] = await Promise.all([
    keys.lastUsed(key),
    ...regionsOf(main, plan.where).map((region) => trail.uses(region, key, since)),
  ]);
  const events = trails.flatMap((one) => one.events);
  const complete = trails.every((one) => one.complete);
  return useOf(plan, lastUsed === null ? null : lastUsed.getTime(), events, complete);
}

/** Calls that CloudTrail shows in each Region in use, with where they came from. It is asked of that key alone. */
export async function readSightings(
  { trail, main }: Gateways,
  { plan }: Row,
  key: KeyId,
  since: number,
): Promise<readonly UseEvent[]> {
  const trails = await Promise.all(
    regionsOf(main, plan.where).map((region) => trail.uses(region, key, since)),
  );
  return trails.flatMap(({ events }) => events);
}
