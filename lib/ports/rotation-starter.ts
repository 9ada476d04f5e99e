import type { PlanKind } from '../core/rotation/plan.ts';

/** Sets a plan in motion that stands in the ledger. Whatever it does not start, the reconciler finds. */
export interface RotationStarter {
  /** Asked again, nothing is started twice. @throws when nobody knows whether it was started */
  start(rotation: string, kind: PlanKind): Promise<void>;
}
