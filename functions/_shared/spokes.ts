import { awsClients } from '../../lib/aws/clients.ts';
import { functionCalls } from '../../lib/aws/invoke.ts';
import { INVOKE_ROLE } from '../../lib/core/rotation/accounts.ts';
import type { RotationWorkers } from '../../lib/ports/rotation-workers.ts';
import { workersOfAccounts } from '../../lib/usecases/rotation/workers.ts';
import { become } from './become.ts';
import { told } from './environment.ts';
import { OWN_BUDGETS, WORKER_MS } from './rotation.ts';

/** The workers of every account that opted in, each called as the role that its account lets the hub become. */
export function spokeWorkers(region: string): RotationWorkers {
  const partition = told('NIGHTWARDEN_PARTITION');
  const externalId = told('NIGHTWARDEN_EXTERNAL_ID');
  return workersOfAccounts({ partition, region }, (account) => {
    const roleArn = `arn:${partition}:iam::${account}:role/${INVOKE_ROLE}`;
    const clients = awsClients({
      budgets: OWN_BUDGETS,
      credentials: become({ roleArn, as: 'reconcile', externalId, region }),
      maxAttempts: 1,
      requestTimeoutMs: WORKER_MS,
    });
    return functionCalls(clients, region);
  });
}
