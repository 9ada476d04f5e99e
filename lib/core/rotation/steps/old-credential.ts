import { type Need, need, type Step } from '../step.ts';

/** What rotate and retire both ask of the old credential, and how both give it back. */

/** Before it is deactivated: watched while it is Active, and used by nobody. */
export const OLD_IS_QUIET: readonly Need[] = [
  need('quietOrActive', 'rollback'),
  need('oldQuiet', 'rewatch', 'rewatch'),
  need('watched', 'wait'),
  need('approvedDeactivate', 'wait'),
  need('switchRun', 'wait'),
];

/** Nobody missed it while it was Inactive. */
export const OLD_IS_PAST_QUARANTINE: readonly Need[] = [
  need('oldQuiet', 'rollback'),
  need('quarantined', 'wait'),
  need('oldInactive', 'rollback'),
];

export const REACTIVATE: Step = {
  id: 'reactivate',
  effect: 'reactivateOld',
  needs: [need('oldThere', 'block')],
  stuck: 'block',
};

export const PROVE_OLD: Step = {
  id: 'proveOld',
  effect: null,
  needs: [need('oldActive', { redo: 'reactivate' }), need('oldWorks', 'wait')],
  deadline: { after: 'patience', late: 'block' },
};
