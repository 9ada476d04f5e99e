import { fromEnv } from '@aws-sdk/credential-providers';
import * as z from 'zod/mini';
import { type AwsClients, awsClients } from '../../lib/aws/clients.ts';
import { dynamoTable } from '../../lib/aws/dynamodb.ts';
import { functionCalls } from '../../lib/aws/invoke.ts';
import { rotationClients } from '../../lib/aws/rotation/limits.ts';
import { bucketStore } from '../../lib/aws/s3.ts';
import type { PlanKind } from '../../lib/core/rotation/plan.ts';
import { WORKER_SECONDS } from '../../lib/core/rotation/roles.ts';
import { ledgerTable } from '../../lib/usecases/rotation/ledger-table.ts';
import { type CallWorker, workersBeside } from '../../lib/usecases/rotation/workers.ts';
import { become } from './become.ts';
import { readEnvironment, told } from './environment.ts';

const DAY_MS = 86_400_000;
/** Calls a second: of the deployment's own services, and of those in which a plan is carried out. */
export const OWN_BUDGETS = { s3: 50, dynamodb: 100, lambda: 20, states: 5, sns: 5 };
const BUDGETS = { iam: 5, secretsmanager: 10, ssm: 5, cloudtrail: 2, lambda: 5, sts: 10 };

/** What a worker of rotation is told by its environment: names and ARNs, never a secret. */
const settings = z.object({
  NIGHTWARDEN_TABLE: z.string(),
  NIGHTWARDEN_BUCKET: z.string(),
  AWS_REGION: z.string(),
  NIGHTWARDEN_RUN_DAYS: z.pipe(z.string(), z.transform(Number)),
  /** In an account of an organisation: ARNs of the roles by which the hub's table and bucket are reached. */
  NIGHTWARDEN_LEDGER_ROLE: z.optional(z.string()),
  NIGHTWARDEN_EVIDENCE_ROLE: z.optional(z.string()),
});

export const clock = { now: (): number => Date.now() };

/** The deployment's own services: as the worker itself, or in an organisation as what the hub has for its account. */
export function rotationHome() {
  const {
    NIGHTWARDEN_TABLE,
    NIGHTWARDEN_BUCKET,
    AWS_REGION: region,
    NIGHTWARDEN_RUN_DAYS: days,
    NIGHTWARDEN_LEDGER_ROLE: ledgerRole,
    NIGHTWARDEN_EVIDENCE_ROLE: evidenceRole,
  } = readEnvironment(settings);
  const clients = clientsAs(ledgerRole, 'ledger', region);
  const { rows: table, ledger } = tableIn(clients, region, NIGHTWARDEN_TABLE, days);
  const sealing = evidenceRole === undefined ? clients : clientsAs(evidenceRole, 'evidence', region);
  return { clients, region, table, ledger, evidence: bucketStore(sealing, region, NIGHTWARDEN_BUCKET) };
}

/** For what is asked of the hub before its table is known. */
export function hubClients(): AwsClients {
  return clientsAs(told('NIGHTWARDEN_LEDGER_ROLE'), 'ledger', told('AWS_REGION'));
}

function clientsAs(roleArn: string | undefined, as: string, region: string): AwsClients {
  const externalId = process.env.NIGHTWARDEN_EXTERNAL_ID;
  const credentials = roleArn === undefined ? fromEnv() : become({ roleArn, as, externalId, region });
  return awsClients({ budgets: OWN_BUDGETS, credentials });
}

/** @param days that a row is kept after its end; whoever only looks ends none */
export function tableIn(clients: AwsClients, region: string, name: string, days = 0) {
  const rows = dynamoTable(clients, region, name);
  return { rows, ledger: ledgerTable(rows, { clock, keptMs: days * DAY_MS, landsWithinMs: DAY_MS }) };
}

/** Milliseconds: a worker ends before Lambda's own limit for it. */
export const WORKER_MS = (WORKER_SECONDS + 10) * 1000;

/** For calls of other workers. Each is called once: whoever is called again while it runs does nothing, and says so. */
export function workerCalls() {
  return awsClients({
    budgets: OWN_BUDGETS,
    credentials: fromEnv(),
    maxAttempts: 1,
    requestTimeoutMs: WORKER_MS,
  });
}

/** The workers beside this one that take steps. */
export function ownWorkers(region: string): CallWorker {
  return workersBeside(functionCalls(workerCalls(), region), {
    observer: told('NIGHTWARDEN_OBSERVER'),
    issuer: told('NIGHTWARDEN_ISSUER'),
    publisher: told('NIGHTWARDEN_PUBLISHER'),
    switcher: told('NIGHTWARDEN_SWITCHER'),
    reaper: told('NIGHTWARDEN_REAPER'),
  });
}

/** Of the machines that carry plans out. */
export function machineArns(): Readonly<Record<PlanKind, string>> {
  return {
    rotate: told('NIGHTWARDEN_ROTATE_MACHINE'),
    retire: told('NIGHTWARDEN_RETIRE_MACHINE'),
    contain: told('NIGHTWARDEN_CONTAIN_MACHINE'),
  };
}

/** Clients of the worker's own role, for the account that a plan is carried out in. */
export function ownClients() {
  return rotationClients({ budgets: BUDGETS, credentials: fromEnv() });
}
