import { fromEnv } from '@aws-sdk/credential-providers';
import * as z from 'zod/mini';
import { awsClients } from '../../lib/aws/clients.ts';
import { dynamoTable } from '../../lib/aws/dynamodb.ts';
import { functionCalls } from '../../lib/aws/invoke.ts';
import { rotationClients } from '../../lib/aws/rotation/limits.ts';
import { bucketStore } from '../../lib/aws/s3.ts';
import { type Role, WORKER_SECONDS } from '../../lib/core/rotation/roles.ts';
import { hands } from '../../lib/usecases/rotation/hands/index.ts';
import { ledgerTable } from '../../lib/usecases/rotation/ledger-table.ts';
import type { StepPorts } from '../../lib/usecases/rotation/run-step.ts';
import { switchesTable } from '../../lib/usecases/rotation/switches-table.ts';
import { invokedProber } from '../../lib/usecases/rotation/workers.ts';
import { readEnvironment, told } from './environment.ts';
import { logger } from './worker.ts';

const DAY_MS = 86_400_000;
/** Calls a second: of the deployment's own services, and of those in which a plan is carried out. */
const OWN_BUDGETS = { s3: 50, dynamodb: 100, lambda: 20, states: 5, sns: 5 };
const BUDGETS = { iam: 5, secretsmanager: 10, ssm: 5, cloudtrail: 2, lambda: 5, sts: 10 };

/** What a worker of rotation is told by its environment: names and ARNs, never a secret. */
const settings = z.object({
  NIGHTWARDEN_TABLE: z.string(),
  NIGHTWARDEN_BUCKET: z.string(),
  AWS_REGION: z.string(),
  NIGHTWARDEN_RUN_DAYS: z.pipe(z.string(), z.transform(Number)),
});

export const clock = { now: (): number => Date.now() };

/** The deployment's own services. */
export function rotationHome() {
  const {
    NIGHTWARDEN_TABLE,
    NIGHTWARDEN_BUCKET,
    AWS_REGION: region,
    NIGHTWARDEN_RUN_DAYS: days,
  } = readEnvironment(settings);
  const clients = awsClients({ budgets: OWN_BUDGETS, credentials: fromEnv() });
  const table = dynamoTable(clients, region, NIGHTWARDEN_TABLE);
  return {
    clients,
    region,
    table,
    ledger: ledgerTable(table, { clock, keptMs: days * DAY_MS, landsWithinMs: DAY_MS }),
    evidence: bucketStore(clients, region, NIGHTWARDEN_BUCKET),
  };
}

/** Milliseconds: a worker ends before Lambda's own limit for it. */
const WORKER_MS = (WORKER_SECONDS + 10) * 1000;

/** For calls of other workers. Each is called once: whoever is called again while it runs does nothing, and says so. */
export function workerCalls() {
  return awsClients({
    budgets: OWN_BUDGETS,
    credentials: fromEnv(),
    maxAttempts: 1,
    requestTimeoutMs: WORKER_MS,
  });
}

/** Clients of the worker's own role, for the account that a plan is carried out in. */
export function ownClients() {
  return rotationClients({ budgets: BUDGETS, credentials: fromEnv() });
}

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
