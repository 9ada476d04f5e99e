import { need, type Step } from '../step.ts';
import { REACTIVATE } from './old-credential.ts';

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

/** Somebody held what was just taken away. Whoever comes to look finds both Active: a late call may have been for the old one. */
export const REVIVE: readonly Step[] = [
  { id: 'revive', effect: 'reviveNew', needs: [], stuck: 'block' },
  { ...REACTIVATE, needs: [need('newActiveOrGone', { redo: 'revive' })] },
];

/** Past the point of no return a copy fell back: forward again. */
export const REPAIR: readonly Step[] = [
  {
    id: 'republish',
    effect: 'publish',
    needs: [need('newActive', 'block'), need('copyMovable', 'block')],
    stuck: 'block',
  },
  {
    id: 'refresh',
    effect: 'redeploy',
    repeats: true,
    redeploys: true,
    needs: [
      need('newActive', 'block'),
      need('publishedOnNew', { redo: 'republish' }),
      need('spread', 'wait'),
      need('deploymentsOver', 'wait'),
    ],
    stuck: 'block',
  },
];
