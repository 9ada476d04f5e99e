import { need, type Step } from '../step.ts';
import { OLD_IS_PAST_QUARANTINE, OLD_IS_QUIET } from './old-credential.ts';

/** A new credential in the place of the old one. */
export const ROTATE: readonly Step[] = [
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
      need('handedOver', 'ask'),
    ],
    deadline: { after: 'patience', late: 'rollback' },
  },
  {
    id: 'refresh',
    effect: 'redeploy',
    repeats: true,
    redeploys: true,
    needs: [
      need('dependentsWell', { ill: 'rollback' }),
      need('publishedOnNew', 'rollback'),
      need('newActive', 'wait'),
      need('spread', 'wait'),
      need('deploymentsOver', 'wait'),
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
      ...OLD_IS_QUIET,
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
      ...OLD_IS_PAST_QUARANTINE,
      need('approvedDelete', 'wait'),
      need('switchRun', 'wait'),
      // What may be used unseen stays Inactive.
      need('useShows', 'skip'),
    ],
    stuck: 'block',
  },
  { id: 'tidy', effect: 'dropPending', needs: [need('switchRun', 'wait')], stuck: 'block' },
  // A check of its own, after the last effect: nothing can move between its look and the end unseen.
  {
    id: 'verify',
    effect: null,
    needs: [
      need('newActive', 'block'),
      // What was left Inactive may have been given back to somebody meanwhile.
      need('oldInactive', 'rollback'),
      need('currentOnNew', 'block'),
      need('copiesOnNew', 'rollback'),
      need('refreshed', 'wait'),
      need('dependentsWell', { ill: 'rollback' }),
      need('noStranger', 'reap'),
      need('switchRun', 'wait'),
    ],
    stuck: 'block',
  },
];
