import { type Need, need, type Step } from '../step.ts';

/** What leaked is refused first; everything else follows. */
export const CONTAIN: readonly Step[] = [
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

/** Once the Deny was asked for and the keys are deactivated, both are looked at again before everything else. */
export const STANDING: readonly Need[] = [
  need('denyHeld', { redo: 'deny' }),
  need('allQuelled', { redo: 'quellAll' }),
];
