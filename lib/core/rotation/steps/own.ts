import { need, type Step } from '../step.ts';

/** A secret that a function of its own rotates: that is started and watched. Retiring the value before is the function's. */
export const OWN: readonly Step[] = [
  {
    id: 'start',
    effect: 'startRotation',
    needs: [
      need('ownerKnown', 'refuse'),
      need('ownReviewed', 'refuse'),
      need('storeWritable', 'refuse'),
      need('wayBack', 'refuse'),
      need('currentOnOld', 'refuse'),
      need('idle', 'refuse'),
      need('oldProved', 'refuse'),
      need('dependentsWell', 'refuse'),
      need('windowOpen', 'wait', 'refuse'),
      need('approvedDeactivate', 'wait'),
      need('switchRun', 'wait'),
    ],
    stuck: 'rollback',
  },
  {
    id: 'land',
    effect: null,
    needs: [
      need('wellMeanwhile', { ill: 'rollback' }),
      need('landed', 'wait'),
      need('newProved', 'wait'),
      need('switchRun', 'wait'),
    ],
    deadline: { after: 'patience', late: 'rollback' },
  },
  // A check too, after whatever the function does last: nothing can move between its look and the end unseen.
  {
    id: 'confirm',
    effect: null,
    needs: [
      need('currentOnNew', 'rollback'),
      need('wellMeanwhile', { ill: 'rollback' }),
      need('refreshed', 'wait'),
      need('dependentsWell', { ill: 'rollback' }),
      need('newProved', 'wait'),
      need('switchRun', 'wait'),
    ],
    deadline: { after: 'patience', late: 'rollback' },
  },
];

/**
 * Its way back, which there is only while the value before still logs in. The pending label goes first: a function that
 * is made as AWS's own are ends once the version that it works on has lost it.
 */
export const UNDO: readonly Step[] = [
  {
    id: 'proveOld',
    effect: null,
    needs: [need('oldLogsIn', 'block')],
    deadline: { after: 'patience', late: 'block' },
  },
  {
    id: 'halt',
    effect: 'haltRotation',
    needs: [need('oldLogsIn', 'block')],
    stuck: 'block',
  },
  {
    id: 'repoint',
    effect: 'restoreCurrent',
    needs: [need('oldLogsIn', 'block'), need('noneStaged', { redo: 'halt' }), need('currentOurs', 'block')],
    stuck: 'block',
  },
  {
    id: 'confirmOld',
    effect: null,
    needs: [
      need('oldLogsIn', 'block'),
      need('currentOurs', 'block'),
      need('noneStaged', { redo: 'halt' }),
      need('offNew', { redo: 'repoint' }),
      need('quietened', 'wait'),
      need('refreshed', 'wait'),
      need('readersWell', { ill: 'block' }),
    ],
    stuck: 'block',
  },
];
