import { DETECTORS } from '../../core/detectors/index.ts';
import { homeRegion } from '../../core/model/policy.ts';
import type { AccountOutcome } from '../../core/nights/run.ts';
import type { FindingHub } from '../../ports/finding-hub.ts';
import type { NightState } from '../../ports/night-state.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { silent } from '../../ports/progress.ts';
import { bringUpToDate } from '../publish.ts';
import { judgeStored } from './judge-stored.ts';
import type { Target } from './target.ts';

export interface Publishing {
  readonly store: ObjectStore;
  readonly state: NightState;
  /** Security Hub of the target account in one Region. */
  readonly hub: (region: string) => FindingHub;
  readonly now: () => Date;
}

/** Brings an account's own Security Hub to what a run found in it. Done twice, nothing is sent twice. */
export async function publishAccount(
  target: Target,
  outcome: AccountOutcome,
  { store, state, hub, now }: Publishing,
): Promise<AccountOutcome> {
  const { run, account } = target;
  const { estate, judged, policy } = await judgeStored(store, target, {
    latest: await state.latest(account),
    now,
  });
  const { snapshot, subjects } = estate;
  const { hubOff, faults: problems } = await bringUpToDate({
    ...judged,
    snapshot,
    subjects,
    detectors: DETECTORS,
    homeRegion: homeRegion(policy, snapshot.partition),
    gatewayFor: hub,
    now,
    progress: silent,
  });
  const told = { ...outcome, hubOff, problems, published: hubOff.length + problems.length === 0 };
  await state.told(run, told);
  return told;
}
