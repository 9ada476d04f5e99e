import type { GuardId } from './guards.ts';

export type TableId =
  | 'rotate'
  | 'rollback'
  | 'own'
  | 'undo'
  | 'retire'
  | 'restore'
  | 'contain'
  | 'reap'
  | 'revive'
  | 'repair';

export type StepId =
  | 'issue'
  | 'stage'
  | 'prove'
  | 'publish'
  | 'refresh'
  | 'confirm'
  | 'deactivate'
  | 'delete'
  | 'tidy'
  | 'verify'
  | 'reactivate'
  | 'proveOld'
  | 'repoint'
  | 'confirmOld'
  | 'deactivateNew'
  | 'deleteNew'
  | 'tidyNew'
  | 'verifyOld'
  | 'start'
  | 'land'
  | 'halt'
  | 'quell'
  | 'reap'
  | 'revive'
  | 'republish'
  | 'deny'
  | 'quellAll'
  | 'sessions'
  | 'seal'
  | 'succeed'
  | 'remove';

export type EffectId =
  | 'create'
  | 'stage'
  | 'publish'
  | 'redeploy'
  | 'deactivateOld'
  | 'deleteOld'
  | 'dropPending'
  | 'reactivateOld'
  | 'restoreCopy'
  | 'deactivateNew'
  | 'deleteNew'
  | 'reviveNew'
  | 'startRotation'
  | 'haltRotation'
  | 'restoreCurrent'
  | 'quellOrphan'
  | 'deleteOrphan'
  | 'denyAll'
  | 'quellEach'
  | 'denySessions'
  | 'seal'
  | 'createSuccessor'
  | 'deleteEach';

/**
 * What happens when a guard does not hold.
 * wait: look again later · refuse: end, nothing was done · park: stand still with both Active until a person speaks ·
 * block: stop and page · rollback · ill: confirm by a second probe, compare with those not moved yet, then … · rewatch: the wait begins
 * anew · reap: an unexpected key · redo: back to the table's step
 * that makes it so · revive: somebody holds what was just deactivated ·
 * skip: this step is left out · ask: a person is asked to do it, and has it for as long as a watch may take.
 */
export type Otherwise =
  | 'wait'
  | 'refuse'
  | 'park'
  | 'block'
  | 'rollback'
  | 'rewatch'
  | 'reap'
  | 'revive'
  | 'skip'
  | 'ask'
  | { readonly redo: StepId }
  | { readonly ill: 'rollback' | 'block' | 'revive' };

/** A guard must hold for the step to be taken, and again just before its call. */
export interface Need {
  readonly guard: GuardId;
  readonly no: Otherwise;
  /** What an unread fact means; nothing ever goes forward on one. */
  readonly unknown: Otherwise;
}

export interface Step {
  readonly id: StepId;
  readonly needs: readonly Need[];
  /** null: a check. */
  readonly effect: EffectId | null;
  /** Uses count from when the row comes to this step. */
  readonly watches?: true;
  /** Contain's standing needs come first: nothing goes on, nor stops, while what leaked works. */
  readonly holds?: true;
  /** Left out of a plan of which no dependent is redeployed. */
  readonly redeploys?: true;
  /** Done again until nothing is left to call: once for each key, or service. */
  readonly repeats?: true;
  /** While copies are left, the next one begins at this step. */
  readonly again?: StepId;
  /** How long it may wait, and what then. */
  readonly deadline?: {
    readonly after: 'patience' | 'parkAfter';
    readonly late: 'rollback' | 'park' | 'block';
  };
  /**
   * What becomes of it once something that is neither time nor a person has held it for `patience`: what can't be read,
   * a call that fails each time. giveUp: as if AWS had refused the call for good. Contain never stops by it while what
   * leaked may still work.
   */
  readonly stuck?: 'block' | 'giveUp' | 'rollback';
}

export function need(guard: GuardId, no: Otherwise, unknown: Otherwise = 'wait'): Need {
  return { guard, no, unknown };
}
