import type { GuardId } from './guards.ts';

export type TableId = 'rotate' | 'rollback' | 'retire' | 'restore' | 'contain' | 'reap' | 'revive' | 'repair';

export type StepId =
  | 'issue'
  | 'stage'
  | 'prove'
  | 'publish'
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
  | 'deactivateOld'
  | 'deleteOld'
  | 'dropPending'
  | 'reactivateOld'
  | 'restoreCopy'
  | 'deactivateNew'
  | 'deleteNew'
  | 'reviveNew'
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
 * skip: this step is left out.
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
  /** Done again until nothing is left to call: once for each key. */
  readonly repeats?: true;
  /** While copies are left, the next one begins at this step. */
  readonly again?: StepId;
  /** How long it may wait, and what then. */
  readonly deadline?: {
    readonly after: 'patience' | 'parkAfter';
    readonly late: 'rollback' | 'park' | 'block';
  };
}

function need(guard: GuardId, no: Otherwise, unknown: Otherwise = 'wait'): Need {
  return { guard, no, unknown };
}

const ROTATE: readonly Step[] = [
  {
    id: 'issue',
    effect: 'create',
    needs: [
      need('ownerKnown', 'refuse'),
      need('windowOpen', 'refuse'),
      need('soleRotation', 'refuse'),
      need('storeWritable', 'refuse'),
      need('wayBack', 'refuse'),
      need('oldActive', 'refuse'),
      need('slotFree', 'refuse'),
      need('currentOnOld', 'refuse'),
      need('nonePending', 'refuse'),
      need('copiesOnOld', 'refuse'),
      need('dependentsWell', 'refuse'),
      need('switchRun', 'wait'),
    ],
    deadline: { after: 'patience', late: 'rollback' },
  },
  {
    id: 'stage',
    effect: 'stage',
    needs: [need('valueAtHand', 'rollback'), need('nonePending', 'rollback'), need('switchRun', 'wait')],
    deadline: { after: 'patience', late: 'rollback' },
  },
  {
    id: 'prove',
    effect: null,
    needs: [need('newWorks', 'wait'), need('switchRun', 'wait')],
    deadline: { after: 'patience', late: 'rollback' },
  },
  {
    id: 'publish',
    effect: 'publish',
    needs: [
      need('copyMovable', 'rollback'),
      need('earlierOnNew', 'rollback'),
      need('dependentsWell', { ill: 'rollback' }),
      need('newActive', 'wait'),
      need('switchRun', 'wait'),
    ],
    deadline: { after: 'patience', late: 'rollback' },
  },
  {
    id: 'confirm',
    effect: null,
    again: 'publish',
    needs: [
      need('dependentsWell', { ill: 'rollback' }),
      need('refreshed', 'wait'),
      need('switchRun', 'wait'),
    ],
    deadline: { after: 'patience', late: 'rollback' },
  },
  {
    id: 'deactivate',
    effect: 'deactivateOld',
    watches: true,
    needs: [
      need('dependentsWell', { ill: 'rollback' }),
      need('newActive', 'rollback'),
      need('currentOnNew', 'park'),
      need('copiesOnNew', 'park'),
      need('quietOrActive', 'rollback'),
      need('oldQuiet', 'rewatch', 'rewatch'),
      need('watched', 'wait'),
      need('approvedDeactivate', 'wait'),
      need('switchRun', 'wait'),
    ],
    deadline: { after: 'parkAfter', late: 'park' },
  },
  {
    id: 'delete',
    effect: 'deleteOld',
    needs: [
      need('dependentsWell', { ill: 'rollback' }),
      need('newActive', 'rollback'),
      need('currentOnNew', 'rollback'),
      need('copiesOnNew', 'rollback'),
      need('oldQuiet', 'rollback'),
      need('quarantined', 'wait'),
      need('oldInactive', 'rollback'),
      need('approvedDelete', 'wait'),
      need('switchRun', 'wait'),
    ],
  },
  { id: 'tidy', effect: 'dropPending', needs: [need('switchRun', 'wait')] },
  // A check of its own, after the last effect: nothing can move between its look and the end unseen.
  {
    id: 'verify',
    effect: null,
    needs: [
      need('newActive', 'block'),
      need('currentOnNew', 'block'),
      need('copiesOnNew', 'rollback'),
      need('refreshed', 'wait'),
      need('dependentsWell', { ill: 'block' }),
      need('noStranger', 'reap'),
      need('switchRun', 'wait'),
    ],
  },
];

const ROLLBACK: readonly Step[] = [
  {
    id: 'reactivate',
    effect: 'reactivateOld',
    needs: [need('oldThere', 'block')],
  },
  {
    id: 'proveOld',
    effect: null,
    needs: [need('oldActive', { redo: 'reactivate' }), need('oldWorks', 'wait')],
    deadline: { after: 'patience', late: 'block' },
  },
  {
    id: 'repoint',
    effect: 'restoreCopy',
    again: 'repoint',
    needs: [need('oldActive', { redo: 'reactivate' }), need('oldWorks', 'wait'), need('copyOurs', 'block')],
  },
  {
    id: 'confirmOld',
    effect: null,
    needs: [
      need('oldActive', { redo: 'reactivate' }),
      need('noneOnNew', { redo: 'repoint' }),
      need('refreshed', 'wait'),
      need('dependentsWell', { ill: 'block' }),
    ],
  },
  {
    id: 'deactivateNew',
    effect: 'deactivateNew',
    watches: true,
    needs: [
      need('oldActive', { redo: 'reactivate' }),
      need('noneOnNew', { redo: 'repoint' }),
      need('dependentsWell', { ill: 'block' }),
      need('newQuiet', 'rewatch', 'rewatch'),
      need('drained', 'wait'),
    ],
    deadline: { after: 'parkAfter', late: 'block' },
  },
  {
    id: 'deleteNew',
    effect: 'deleteNew',
    needs: [
      need('oldActive', { redo: 'reactivate' }),
      need('newInactive', { redo: 'deactivateNew' }),
      need('strandedOnNone', { redo: 'repoint' }),
      need('noneOnNew', 'revive'),
      need('dependentsWell', { ill: 'revive' }),
      need('newQuiet', 'revive'),
      need('pastDrain', 'wait'),
    ],
  },
  { id: 'tidyNew', effect: 'dropPending', needs: [] },
  {
    id: 'verifyOld',
    effect: null,
    needs: [
      need('oldActive', { redo: 'reactivate' }),
      need('noneOnNew', { redo: 'repoint' }),
      need('noneStaged', { redo: 'tidyNew' }),
      need('oldWorks', 'wait'),
      need('dependentsWell', { ill: 'block' }),
      need('noStranger', 'reap'),
    ],
    deadline: { after: 'patience', late: 'block' },
  },
];

const RETIRE: readonly Step[] = [
  {
    id: 'deactivate',
    effect: 'deactivateOld',
    watches: true,
    needs: [
      need('windowOpen', 'wait'),
      need('noDependents', 'refuse'),
      need('quietOrActive', 'rollback'),
      need('oldQuiet', 'rewatch', 'rewatch'),
      need('watched', 'wait'),
      need('approvedDeactivate', 'wait'),
      need('switchRun', 'wait'),
    ],
    deadline: { after: 'parkAfter', late: 'park' },
  },
  {
    id: 'delete',
    effect: 'deleteOld',
    needs: [
      need('oldQuiet', 'rollback'),
      need('quarantined', 'wait'),
      need('oldInactive', 'rollback'),
      need('approvedDelete', 'wait'),
      need('switchRun', 'wait'),
    ],
  },
];

const RESTORE: readonly Step[] = [
  { id: 'reactivate', effect: 'reactivateOld', needs: [need('oldThere', 'block')] },
  {
    id: 'proveOld',
    effect: null,
    needs: [need('oldActive', { redo: 'reactivate' }), need('oldWorks', 'wait')],
    deadline: { after: 'patience', late: 'block' },
  },
];

const CONTAIN: readonly Step[] = [
  { id: 'deny', effect: 'denyAll', needs: [need('switchRun', 'wait')] },
  { id: 'quellAll', effect: 'quellEach', repeats: true, needs: [need('switchRun', 'wait')] },
  {
    id: 'sessions',
    effect: 'denySessions',
    needs: [need('allQuelled', { redo: 'quellAll' }), need('propagated', 'wait'), need('switchRun', 'wait')],
  },
  {
    id: 'seal',
    holds: true,
    effect: 'seal',
    needs: [need('switchRun', 'wait')],
  },
  { id: 'succeed', holds: true, effect: 'createSuccessor', needs: [need('switchRun', 'wait')] },
  {
    id: 'stage',
    holds: true,
    effect: 'stage',
    needs: [need('valueAtHand', { redo: 'succeed' }), need('switchRun', 'wait')],
  },
  {
    id: 'publish',
    holds: true,
    effect: 'publish',
    again: 'publish',
    needs: [
      need('copyReplaceable', 'block'),
      need('successorOurs', { redo: 'succeed' }),
      need('newWorks', 'wait'),
      need('switchRun', 'wait'),
    ],
    deadline: { after: 'patience', late: 'block' },
  },
  {
    id: 'confirm',
    holds: true,
    effect: null,
    needs: [
      need('successorOurs', { redo: 'succeed' }),
      need('refreshed', 'wait'),
      need('dependentsWell', { ill: 'block' }),
      need('switchRun', 'wait'),
    ],
  },
  {
    id: 'remove',
    holds: true,
    effect: 'deleteEach',
    repeats: true,
    needs: [
      need('sealed', 'skip'),
      need('currentOnNew', 'block'),
      need('copiesOnNew', 'block'),
      need('oldRefused', 'wait'),
      need('approvedDelete', 'wait'),
      need('switchRun', 'wait'),
    ],
  },
  {
    id: 'tidy',
    holds: true,
    effect: 'dropPending',
    needs: [
      need('successorOurs', { redo: 'succeed' }),
      need('currentOnNew', 'block'),
      need('copiesOnNew', 'block'),
      need('denied', 'block'),
      need('switchRun', 'wait'),
    ],
  },
];

const REAP: readonly Step[] = [
  { id: 'quell', effect: 'quellOrphan', needs: [] },
  {
    id: 'reap',
    effect: 'deleteOrphan',
    needs: [need('orphanInactive', { redo: 'quell' })],
  },
];

const REVIVE: readonly Step[] = [{ id: 'revive', effect: 'reviveNew', needs: [] }];

const REPAIR: readonly Step[] = [
  {
    id: 'republish',
    effect: 'publish',
    needs: [need('newActive', 'block')],
  },
];

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

/** Once the Deny was asked for and the keys are deactivated, both are looked at again before everything else. */
export const STANDING: readonly Need[] = [
  need('denyHeld', { redo: 'deny' }),
  need('allQuelled', { redo: 'quellAll' }),
];

/** What must still hold of a plan that ended while an effect of its own may land: else it is taken up again. */
export const ENDS: Readonly<Record<'restored' | 'done' | 'contained', readonly Need[]>> = {
  restored: [
    need('oldActive', 'rollback'),
    need('noneOnNew', 'rollback'),
    need('noneStaged', 'rollback'),
    need('noStranger', 'rollback'),
  ],
  done: [need('noStranger', { redo: 'verify' })],
  contained: [need('allQuelled', { redo: 'quellAll' })],
};

/** The order of everything, as production reads it. */
export const STEPS: Readonly<Record<TableId, readonly Step[]>> = {
  rotate: ROTATE,
  rollback: ROLLBACK,
  retire: RETIRE,
  restore: RESTORE,
  contain: CONTAIN,
  reap: REAP,
  revive: REVIVE,
  repair: REPAIR,
};
