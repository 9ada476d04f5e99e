import type { AccountOutcome } from '../../core/nights/run.ts';
import type { FindingHub } from '../../ports/finding-hub.ts';
import type { NightState } from '../../ports/night-state.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { silent } from '../../ports/progress.ts';
import { bringUpToDate } from '../publish.ts';
import { readJudgement } from './judged.ts';
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
  const { judged, sweep, subjects } = await readJudgement(store, run, account);
  const { hubOff, faults: problems } = await bringUpToDate({
    ...judged,
    findings: sweep.findings,
    gaps: sweep.gaps,
    unknown: new Set(judged.unknown),
    snapshot: { ...sweep, read: judged.read, exposures: [] },
    subjects,
    gatewayFor: hub,
    now,
    progress: silent,
  });
  const told = { ...outcome, hubOff, problems, published: hubOff.length + problems.length === 0 };
  await state.told(run, told);
  return told;
}
