import { type Need, need, type Step, type TableId } from '../step.ts';
import { CONTAIN } from './contain.ts';
import { REAP, REPAIR, REVIVE } from './detours.ts';
import { OWN, UNDO } from './own.ts';
import { RESTORE, RETIRE } from './retire.ts';
import { ROLLBACK } from './rollback.ts';
import { ROTATE } from './rotate.ts';

export { STANDING } from './contain.ts';

/** What every decision asks first, whatever the step. */
export const ALWAYS: readonly Need[] = [
  need('leaseFree', 'wait'),
  need('notFrozen', 'wait'),
  need('notExposed', 'wait'),
];

/** What is asked just before a call, beside everything its step needs. */
export const BEFORE_CALL: readonly Need[] = [
  need('rowOurs', 'wait'),
  need('leaseHeld', 'wait'),
  need('notFrozen', 'wait'),
  need('notExposed', 'wait'),
];

/** Ends that are looked at again, by what they promise. */
export type EndId = 'restored' | 'done' | 'contained' | 'undone';

/** What must still hold of a plan that ended while an effect of its own may land: else it is taken up again. */
export const ENDS: Readonly<Record<EndId, readonly Need[]>> = {
  restored: [
    need('oldActive', 'rollback'),
    need('noneOnNew', 'rollback'),
    need('noneStaged', 'rollback'),
    need('noStranger', 'rollback'),
  ],
  done: [need('noStranger', { redo: 'verify' })],
  contained: [need('allQuelled', { redo: 'quellAll' })],
  undone: [need('offNew', 'rollback'), need('noneStaged', 'rollback')],
};

/** The order of everything, as production reads it. */
export const STEPS: Readonly<Record<TableId, readonly Step[]>> = {
  rotate: ROTATE,
  rollback: ROLLBACK,
  own: OWN,
  undo: UNDO,
  retire: RETIRE,
  restore: RESTORE,
  contain: CONTAIN,
  reap: REAP,
  revive: REVIVE,
  repair: REPAIR,
};
