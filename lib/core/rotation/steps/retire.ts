import { need, type Step } from '../step.ts';
import { OLD_IS_PAST_QUARANTINE, OLD_IS_QUIET, PROVE_OLD, REACTIVATE } from './old-credential.ts';

/** Nothing in the place of a credential that nobody depends on. */
export const RETIRE: readonly Step[] = [
  {
    id: 'deactivate',
    effect: 'deactivateOld',
    watches: true,
    needs: [need('windowOpen', 'wait'), need('noDependents', 'refuse'), ...OLD_IS_QUIET],
    deadline: { after: 'parkAfter', late: 'park' },
  },
  {
    id: 'delete',
    effect: 'deleteOld',
    needs: [
      ...OLD_IS_PAST_QUARANTINE,
      need('switchRun', 'wait'),
      // What nobody owns stays Inactive, and is not deleted.
      need('owned', 'skip'),
      need('useShows', 'skip'),
      need('approvedDelete', 'wait'),
    ],
    stuck: 'block',
  },
];

/** Retire's way back: a dependent spoke up. */
export const RESTORE: readonly Step[] = [REACTIVATE, PROVE_OLD];
