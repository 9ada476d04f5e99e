import { awsClients } from '../../lib/aws/clients.ts';
import { functionCalls } from '../../lib/aws/invoke.ts';
import { INVOKE_ROLE } from '../../lib/core/rotation/accounts.ts';
import { type CallWorker, workersInAccounts } from '../../lib/usecases/rotation/workers.ts';
import { become } from './become.ts';
import { told } from './environment.ts';
import { OWN_BUDGETS, ownWorkers, WORKER_MS } from './rotation.ts';

/** The workers that carry out plans: beside this one, or in an organisation those of the accounts. */
export function workersOf(region: string): CallWorker {
  return process.env.NIGHTWARDEN_WORKERS === 'accounts' ? spokeWorkers(region) : ownWorkers(region);
}

/** The workers of every account that opted in, each called as the role that its account lets the hub become. */
function spokeWorkers(region: string): CallWorker {
  const partition = told('NIGHTWARDEN_PARTITION');
  const externalId = told('NIGHTWARDEN_EXTERNAL_ID');
  return workersInAccounts({ partition, region }, (account) => {
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
