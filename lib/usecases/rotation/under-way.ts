import type { PlanFacts } from '../../core/rotation/build/index.ts';
import type { RotationLedger } from '../../ports/rotation.ts';

/** What the ledger tells of other plans: nobody's failure to tell is taken for none. */
export async function plansUnderWay(
  ledger: Pick<RotationLedger, 'open'>,
): Promise<Pick<PlanFacts, 'open' | 'contained' | 'spokes' | 'begun'>> {
  try {
    const { rows, unreadable, contained, spokes, begun } = await ledger.open();
    // One of which nobody knows how it stands may be on any user.
    return { open: unreadable.length > 0 ? 'unknown' : rows, contained, spokes, begun };
  } catch {
    return { open: 'unknown', contained: 'unknown', spokes: 'unknown' };
  }
}
