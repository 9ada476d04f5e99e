import type { ExposureAsk } from '../../lib/usecases/rotation/exposure/exposure-workers.ts';
import { workOnExposure } from '../../lib/usecases/rotation/exposure/work.ts';
import { clock, ownClients, type rotationHome } from './rotation.ts';

/** What a worker does about what leaked, as its role and in its account. */
export function exposureWork({ ledger }: ReturnType<typeof rotationHome>) {
  const clients = ownClients();
  return (rotation: string, ask: ExposureAsk) => workOnExposure(rotation, ask, { ledger, clients, clock });
}
