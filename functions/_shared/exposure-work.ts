import type { Role } from '../../lib/core/rotation/roles.ts';
import type { ExposureAsk } from '../../lib/usecases/rotation/exposure/exposure-workers.ts';
import { workOnExposure } from '../../lib/usecases/rotation/exposure/work.ts';
import { switchesTable } from '../../lib/usecases/rotation/switches-table.ts';
import { told } from './environment.ts';
import { clock, ownClients, type rotationHome } from './rotation.ts';

/** What a worker does about what leaked, as its role and in its account. */
export function exposureWork({ ledger, table }: ReturnType<typeof rotationHome>) {
  const role = told('NIGHTWARDEN_ROLE') as Role;
  const ports = { ledger, switches: switchesTable(table), clients: ownClients(), role, clock };
  return (rotation: string, ask: ExposureAsk) => workOnExposure(rotation, ask, ports);
}
