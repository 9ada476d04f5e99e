import { fromEnv } from '@aws-sdk/credential-providers';
import { type AwsClients, awsClients } from '../../lib/aws/clients.ts';
import { dynamoTable } from '../../lib/aws/dynamodb.ts';
import { bucketStore } from '../../lib/aws/s3.ts';
import type { NightState } from '../../lib/ports/night-state.ts';
import type { ObjectStore } from '../../lib/ports/object-store.ts';
import { stateTable } from '../../lib/usecases/night/state-table.ts';
import type { Target } from '../../lib/usecases/night/target.ts';
import { become } from './become.ts';
import { readSettings, type Settings } from './settings.ts';

/** Of the deployment's own services, in calls a second: far below what a bucket's prefix or a table's partition takes. */
const OWN_BUDGETS = { s3: 300, dynamodb: 300 };

const DAY_SECONDS = 86_400;

export const now = () => new Date();

export interface Home {
  readonly settings: Settings;
  /** The deployment's own services. */
  readonly clients: AwsClients;
  readonly store: ObjectStore;
  readonly state: NightState;
}

/** What every worker has: its settings, the bucket and the table. */
export function home(): Home {
  const settings = readSettings();
  const clients = awsClients({ budgets: OWN_BUDGETS, credentials: fromEnv() });
  const { AWS_REGION: region, NIGHTWARDEN_RUN_DAYS: days } = settings;
  const runsUntil = (at: string) => Math.floor(Date.parse(at) / 1000) + days * DAY_SECONDS;
  return {
    settings,
    clients,
    store: bucketStore(clients, region, settings.NIGHTWARDEN_BUCKET),
    state: stateTable(dynamoTable(clients, region, settings.NIGHTWARDEN_TABLE), { runsUntil }),
  };
}

/** The roles that a worker may become elsewhere, by what it is there for. */
const ROLES = {
  read: 'NIGHTWARDEN_READ_ROLE',
  publish: 'NIGHTWARDEN_PUBLISH_ROLE',
  accounts: 'NIGHTWARDEN_ACCOUNTS_ROLE',
} as const;

/** Clients in an account: by a role there, or as the worker itself where none is named. */
export function clientsIn(
  { account, partition }: Pick<Target, 'account' | 'partition'>,
  as: keyof typeof ROLES,
  settings: Settings,
  budgets: Readonly<Record<string, number>>,
): AwsClients {
  return awsClients({ budgets, credentials: credentialsIn({ account, partition }, as, settings) });
}

function credentialsIn(
  { account, partition }: Pick<Target, 'account' | 'partition'>,
  as: keyof typeof ROLES,
  settings: Settings,
) {
  const role = settings[ROLES[as]];
  if (role === undefined) return fromEnv();
  const { NIGHTWARDEN_EXTERNAL_ID: externalId, AWS_REGION: region } = settings;
  return become({ roleArn: `arn:${partition}:iam::${account}:role/${role}`, as, externalId, region });
}
