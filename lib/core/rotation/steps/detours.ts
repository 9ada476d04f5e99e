import { need, type Step } from '../step.ts';

/** A key of ours that came from a creation whose answer was lost. */
export const REAP: readonly Step[] = [
  { id: 'quell', effect: 'quellOrphan', needs: [], stuck: 'block' },
  {
    id: 'reap',
    effect: 'deleteOrphan',
    needs: [need('orphanInactive', { redo: 'quell' })],
    stuck: 'block',
  },
];

/** Somebody held what was just taken away. */
export const REVIVE: readonly Step[] = [{ id: 'revive', effect: 'reviveNew', needs: [], stuck: 'block' }];

/** Past the point of no return a copy fell back: forward again. */
export const REPAIR: readonly Step[] = [
  {
    id: 'republish',
    effect: 'publish',
    needs: [need('newActive', 'block'), need('copyMovable', 'block')],
    stuck: 'block',
  },
];
