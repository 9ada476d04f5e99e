import { isHeldDown } from './containing.ts';
import { type Decision, write } from './decision.ts';
import type { GuardId } from './guards.ts';
import type { Row } from './ledger.ts';
import { goTo, next, rollBack, stop } from './moves.ts';
import type { Scene } from './scene.ts';
import type { Step } from './step.ts';
import type { Tables } from './tables.ts';

/** What only time or a person can bring: a plan that waits for it is held by nothing, however long it takes. */
const PATIENT: ReadonlySet<GuardId> = new Set([
  'approvedDeactivate',
  'approvedDelete',
  'switchRun',
  'handedOver',
  'windowOpen',
  'refreshed',
  'spread',
  'watched',
  'quarantined',
  'drained',
  'pastDrain',
  'propagated',
  'quietened',
]);

/** What to do once a step has been held for too long; `goOn`: nothing yet, or nothing may stop it. */
export type Held = Decision | 'goOn' | 'giveUp';

/** Before a call that has failed before: made again, until it fails after its patience is over. */
export function heldCalls(tables: Tables, scene: Scene, step: Step, because: string): Held {
  const { failing, plan } = scene.row;
  if (!isSet(failing) || failing.last < failing.since + plan.durations.patience) return 'goOn';
  return over(tables, scene, step, because);
}

/** A step that waits: for time or a person as long as they take, for anything else no longer than `patience`. */
export function heldWait(tables: Tables, scene: Scene, step: Step, because: string): Held {
  const { row, live } = scene;
  if (step.stuck === undefined) return 'goOn';
  if (PATIENT.has(because as GuardId)) {
    return isSet(row.stuckSince) ? write(next(row, { stuckSince: null })) : 'goOn';
  }
  if (!isSet(row.stuckSince)) return write(next(row, { stuckSince: live.at }));
  return live.at < row.stuckSince + row.plan.durations.patience ? 'goOn' : over(tables, scene, step, because);
}

/** Nobody stops containing what may still work: when no key can be deactivated, the Deny is asked for again. */
function over(tables: Tables, { row, live }: Scene, { id, stuck }: Step, because: string): Held {
  if (stuck === undefined) return 'goOn';
  if (row.plan.kind === 'contain' && !isHeldDown({ row, live })) {
    if (id !== 'quellAll' || row.contain?.deny === 'refused') return 'goOn';
    return write(goTo(tables, row, { ...row.place, step: 'deny', copy: 0 }, live.at));
  }
  if (stuck === 'rollback' && !row.noReturn) return write(rollBack(row, live.at, because));
  return stuck === 'giveUp' ? 'giveUp' : write(stop(row, 'blocked', { code: 'Blocked', because }));
}

function isSet<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}

/** The row after a call that failed, or was lost for the second time. */
export function failingAt(row: Row, at: number): Row {
  return { ...row, failing: { since: row.failing?.since ?? at, last: at } };
}

/** A call that fails after the step's deadline is not made again. */
export function isFailingAndLate({ failing, times, plan }: Row, { deadline }: Step): boolean {
  return (
    isSet(failing) && deadline !== undefined && failing.last >= times.entered + plan.durations[deadline.after]
  );
}
