import { type Need, need, type Step } from '../step.ts';

/** What leaked is refused first; everything else follows. */
export const CONTAIN: readonly Step[] = [
  {
    id: 'deny',
    effect: 'denyAll',
    needs: [need('denyFirst', { redo: 'quellAll' }), need('switchRun', 'wait')],
    stuck: 'giveUp',
  },
  {
    id: 'quellAll',
    effect: 'quellEach',
    repeats: true,
    needs: [need('switchRun', 'wait')],
    stuck: 'block',
  },
  {
    id: 'sessions',
    effect: 'denySessions',
    needs: [need('allQuelled', { redo: 'quellAll' }), need('propagated', 'wait'), need('switchRun', 'wait')],
    stuck: 'block',
  },
  {
    id: 'seal',
    holds: true,
    effect: 'seal',
    needs: [need('switchRun', 'wait')],
    stuck: 'giveUp',
  },
  {
    id: 'succeed',
    holds: true,
    effect: 'createSuccessor',
    needs: [need('successorsLeft', 'block'), need('switchRun', 'wait')],
    stuck: 'block',
  },
  {
    id: 'stage',
    holds: true,
    effect: 'stage',
    needs: [need('valueAtHand', { redo: 'succeed' }), need('switchRun', 'wait')],
    stuck: 'block',
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
      need('handedOver', 'ask'),
    ],
    stuck: 'block',
  },
  {
    id: 'refresh',
    holds: true,
    effect: 'redeploy',
    repeats: true,
    redeploys: true,
    needs: [
      // With a key that was replaced meanwhile no task ever comes up.
      need('successorOurs', { redo: 'succeed' }),
      need('spread', 'wait'),
      need('deploymentsOver', 'wait'),
      need('switchRun', 'wait'),
    ],
    stuck: 'block',
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
    stuck: 'block',
  },
  {
    id: 'remove',
    holds: true,
    effect: 'deleteEach',
    repeats: true,
    needs: [
      need('owned', 'skip'),
      need('sealed', 'skip'),
      need('currentOnNew', 'block'),
      need('copiesOnNew', 'block'),
      need('oldRefused', 'wait'),
      need('approvedDelete', 'wait'),
      need('switchRun', 'wait'),
    ],
    stuck: 'block',
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
      need('allReplaced', 'block'),
      need('switchRun', 'wait'),
    ],
    stuck: 'block',
  },
];

/** Once the Deny was asked for and the keys are deactivated, both are looked at again before everything else. */
export const STANDING: readonly Need[] = [
  need('denyHeld', { redo: 'deny' }),
  need('allQuelled', { redo: 'quellAll' }),
];
