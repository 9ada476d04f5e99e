import { beginProposed } from '../../lib/usecases/rotation/begin-proposed.ts';
import { beginning } from '../_shared/beginning.ts';
import { tellFigures } from '../_shared/metrics.ts';
import { quietWorker } from '../_shared/quiet-worker.ts';
import { target } from '../_shared/worker.ts';

const ports = beginning();

/** Begins what the policy lets begin without a person, of what the run proposed for an account. */
export const handler = quietWorker(target, async (given) => {
  const beginnings = await beginProposed(given, ports(given));
  const begun = beginnings.filter(({ state }) => state === 'begun').length;
  const refused = beginnings.length - begun;
  tellFigures({ PlansBegun: begun, PlansNotBegun: refused });
  return { begun, refused };
});
