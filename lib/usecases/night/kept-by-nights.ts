import type { Policy } from '../../core/model/policy.ts';
import type { Snapshot } from '../../core/model/snapshot.ts';
import type { NightState } from '../../ports/night-state.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { storedEstate } from './judge-stored.ts';

export interface KeptOf {
  readonly account: string;
  readonly partition: string;
  /** Where global services are asked. */
  readonly home: string;
  readonly now: () => Date;
}

/**
 * An account as the last run kept it that read all of it, and the policy of that run.
 * @returns undefined when there was none yet
 */
export async function keptByNights(
  store: ObjectStore,
  state: Pick<NightState, 'latest'>,
  { now, ...where }: KeptOf,
): Promise<{ readonly snapshot: Snapshot; readonly policy: Policy } | undefined> {
  const latest = await state.latest(where.account);
  const run = latest?.full ?? undefined;
  if (run === undefined) return undefined;
  const target = { ...where, run, regions: [], reach: 'all' } as const;
  const { estate, policy } = await storedEstate(store, target, { latest, now });
  return { snapshot: estate.snapshot, policy };
}
