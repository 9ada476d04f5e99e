import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { ACCOUNTS_ROLE, ROLE_NAMES } from '../roles.ts';
import { type Notices, telling } from './notices.ts';
import type { Storage } from './storage.ts';
import type { SweepWorkers } from './sweep-machine.ts';
import { trailEnvironment, trailGrants } from './trail-reading.ts';
import { WorkerFunction, type WorkerFunctionProps } from './worker-function.ts';
import { isRegional, keeping, reach } from './worker-grants.ts';

export interface WorkersProps {
  readonly config: Config;
  readonly storage: Storage;
  readonly notices: Notices;
}

type Own = Pick<WorkerFunctionProps, 'description' | 'timeout' | 'grants' | 'memory'> &
  Partial<Pick<WorkerFunctionProps, 'environment'>>;

/**
 * MiB for workers whose memory grows with an account: at most 225 MB were measured for 2,000 users with 3,000 keys
 * (docs/benchmarks.md), and IAM takes 5,000 users at most unless AWS raises the quota.
 */
const LARGE = 512;

/** Seconds: Lambda's own limit. */
const LONGEST = 900;

/** The functions of the night, each with the least that its use-case calls. */
export function makeWorkers(scope: Construct, props: WorkersProps): SweepWorkers {
  const { config, notices } = props;
  const kept = keeping(props.storage);
  const may = reach(scope, config);
  const make = (id: string, name: string, own: Own) => worker(scope, id, name, own, props);
  return {
    beginNight: make('BeginNight', 'begin-night', {
      description: 'begins a run: its accounts, and the inputs that it judges by',
      timeout: 60,
      grants: [kept.readInputs, kept.readRuns, kept.writeRuns, kept.table, ...may.listAccounts],
    }),
    openAccount: make('OpenAccount', 'open-account', {
      description: 'finds out whether an account can be reached, and its Regions',
      timeout: 120,
      grants: [kept.writeRuns, ...may.read('Reach', (action) => /^(sts|account):/.test(action))],
    }),
    sweepIam: make('SweepIam', 'sweep-iam', {
      description: 'reads users, roles, keys and their use',
      timeout: LONGEST,
      memory: LARGE,
      grants: [
        kept.readRuns,
        kept.writeRuns,
        kept.memory,
        ...may.read(
          'Iam',
          (action) => /^(iam|organizations):/.test(action) || action === 'cloudtrail:LookupEvents',
        ),
      ],
    }),
    sweepSecrets: make('SweepSecrets', 'sweep-secrets', {
      description: "reads one Region's secrets, and the workloads in which copies lie",
      timeout: LONGEST,
      memory: LARGE,
      grants: [kept.readRuns, kept.writeRuns, kept.memory, ...may.read('Regional', isRegional)],
    }),
    sweepCloudtrail: make('SweepCloudtrail', 'sweep-cloudtrail', {
      description: "reads what an account's keys did in one Region",
      timeout: LONGEST,
      // A trail's file unpacks to 50 MB and more.
      memory: config.trail.bucket === undefined ? LARGE : 1024,
      environment: trailEnvironment(config),
      grants: [
        kept.readRuns,
        kept.writeRuns,
        ...(config.trail.bucket === undefined
          ? may.read('Trail', (action) => action.startsWith('cloudtrail:'))
          : [kept.memory, ...trailGrants(scope, config)]),
      ],
    }),
    assess: make('Assess', 'assess', {
      description: 'judges an account, and tells what changed',
      timeout: LONGEST,
      memory: LARGE,
      grants: [kept.readRuns, kept.writeRuns, kept.table],
    }),
    publish: make('Publish', 'publish', {
      description: "brings the account's own Security Hub to what was found",
      timeout: LONGEST,
      memory: LARGE,
      grants: [kept.readRuns, kept.table, ...may.publish],
    }),
    summarise: make('Summarise', 'summarise', {
      description: 'adds up a run and tells who subscribed',
      timeout: 120,
      grants: [kept.readRuns, kept.writeRuns, kept.table, ...telling(notices)],
    }),
  };
}

function worker(scope: Construct, id: string, name: string, own: Own, props: WorkersProps) {
  const { config, storage } = props;
  const { key } = storage;
  const made = new WorkerFunction(scope, id, {
    name,
    ...own,
    environment: { ...workerEnvironment(scope, props), ...own.environment },
    logDays: config.retention.logDays,
    keepLogs: config.retention.keepOnDestroy,
    key,
  });
  return made.function;
}

/** What every worker is told by its environment. */
export function workerEnvironment(
  scope: Construct,
  { config, storage, notices }: WorkersProps,
): Readonly<Record<string, string>> {
  const { account, region, partition } = Stack.of(scope);
  return {
    NIGHTWARDEN_TABLE: storage.table.tableName,
    NIGHTWARDEN_BUCKET: storage.bucket.bucketName,
    NIGHTWARDEN_HOME_REGION: config.homeRegion ?? region,
    NIGHTWARDEN_PARTITION: partition,
    NIGHTWARDEN_ACCOUNT: account,
    NIGHTWARDEN_RUN_DAYS: String(config.retention.runDays),
    NIGHTWARDEN_REGIONS: config.regions.join(','),
    NIGHTWARDEN_TOPIC: notices.topic.topicArn,
    ...ofOrganisation(config),
  };
}

function ofOrganisation({ organisation }: Config): Readonly<Record<string, string>> {
  if (organisation === undefined) return {};
  return {
    NIGHTWARDEN_READ_ROLE: ROLE_NAMES.read,
    NIGHTWARDEN_PUBLISH_ROLE: ROLE_NAMES.publish,
    NIGHTWARDEN_ACCOUNTS_ROLE: ACCOUNTS_ROLE,
    NIGHTWARDEN_MANAGEMENT_ACCOUNT: organisation.managementAccount,
    NIGHTWARDEN_EXTERNAL_ID: organisation.externalId,
    NIGHTWARDEN_EXCLUDED: organisation.excludedAccounts.join(','),
  };
}
