import type { StepAnswer } from '../core/rotation/answer.ts';
import type { LateRevocation } from '../core/rotation/exposure/late.ts';
import type { Trace } from '../core/rotation/exposure/trace.ts';
import type { PlanKind } from '../core/rotation/plan.ts';
import type { Role } from '../core/rotation/roles.ts';

/** The workers of the six roles, each with permissions of its own. */
export interface RotationWorkers {
  /**
   * Takes a rotation as far as it goes in one role.
   * @throws when the worker failed, or nobody knows whether it did
   */
  step(rotation: string, role: Role): Promise<StepAnswer>;
}

/** The executions by which plans go on. */
export interface RotationExecutions {
  /** Sees to it that one is running: none is started where there is one. @throws when it can't be told */
  ensure(rotation: string, kind: PlanKind): Promise<void>;
}

/** What the workers do about a leak that was contained. */
export interface ExposureWorkers {
  /**
   * What IAM and CloudTrail tell of what leaked, read by the observer.
   * @param regions in which CloudTrail is asked
   * @throws when the worker failed, or does not know this yet
   */
  trace(rotation: string, regions: readonly string[]): Promise<Trace>;
  /**
   * Denies the sessions of roles that what leaked has minted and CloudTrail told of late, as contain does: by the switcher,
   * which looks at CloudTrail, the roles and the switch itself.
   * @throws when the worker failed, or does not know this yet
   */
  revoke(rotation: string, regions: readonly string[]): Promise<LateRevocation>;
}
