import { functionCalls } from '../../lib/aws/invoke.ts';
import type { Role } from '../../lib/core/rotation/roles.ts';
import { hands } from '../../lib/usecases/rotation/hands/index.ts';
import type { StepPorts } from '../../lib/usecases/rotation/run-step.ts';
import { switchesTable } from '../../lib/usecases/rotation/switches-table.ts';
import { invokedProber } from '../../lib/usecases/rotation/workers.ts';
import { told } from './environment.ts';
import { clock, ownClients, type rotationHome, workerCalls } from './rotation.ts';
import { logger } from './worker.ts';

/** What one invocation works with; what it has in its memory dies with it. */
export function stepPorts(home: ReturnType<typeof rotationHome>): () => StepPorts {
  const { ledger, region, table, evidence } = home;
  const prober = invokedProber(functionCalls(workerCalls(), region), told('NIGHTWARDEN_PROBER'));
  const shared = {
    clients: ownClients(),
    clock,
    prober,
    switches: switchesTable(table),
    evidence,
    issuerRole: told('NIGHTWARDEN_ISSUER_ROLE'),
    onTrouble: (what: string, reason: string) => logger.warn(what, { reason }),
  };
  const role = told('NIGHTWARDEN_ROLE') as Role;
  return () => ({ ledger, clock, role, hands: hands(shared) });
}
