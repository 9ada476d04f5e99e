import { need, type Step } from '../step.ts';
import { PROVE_OLD, REACTIVATE } from './old-credential.ts';

/** Rotate's way back, from every step before the point of no return. */
export const ROLLBACK: readonly Step[] = [
  REACTIVATE,
  PROVE_OLD,
  {
    id: 'repoint',
    effect: 'restoreCopy',
    again: 'repoint',
    needs: [
      need('oldActive', { redo: 'reactivate' }),
      need('oldWorks', 'wait'),
      need('copyOurs', 'block'),
      need('handedOver', 'ask'),
    ],
    stuck: 'block',
  },
  // Whoever starts by itself may have taken the new value, if this step's sibling was never reached too.
  {
    id: 'refresh',
    effect: 'redeploy',
    repeats: true,
    redeploys: true,
    needs: [
      need('oldActive', { redo: 'reactivate' }),
      need('noneOnNew', { redo: 'repoint' }),
      need('spread', 'wait'),
      need('deploymentsOver', 'wait'),
    ],
    stuck: 'block',
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
    stuck: 'block',
  },
  {
    id: 'deactivateNew',
    effect: 'deactivateNew',
    watches: true,
    needs: [
      need('oldActive', { redo: 'reactivate' }),
      need('noneOnNew', { redo: 'repoint' }),
      need('dependentsWell', { ill: 'block' }),
      need('newQuietOrActive', 'revive'),
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
      need('newUseShows', 'skip'),
    ],
    stuck: 'block',
  },
  {
    id: 'tidyNew',
    effect: 'dropPending',
    needs: [need('oldActive', { redo: 'reactivate' }), need('noneOnNew', { redo: 'repoint' })],
    stuck: 'block',
  },
  {
    id: 'verifyOld',
    effect: null,
    needs: [
      need('oldActive', { redo: 'reactivate' }),
      need('noneOnNew', { redo: 'repoint' }),
      need('noneStaged', { redo: 'tidyNew' }),
      // What was left Inactive may have been given back to somebody meanwhile.
      need('newInactive', 'block'),
      need('oldWorks', 'wait'),
      need('dependentsWell', { ill: 'block' }),
      need('noStranger', 'reap'),
    ],
    deadline: { after: 'patience', late: 'block' },
  },
];
