import { Stack } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { READ_ACTIONS, SECRET_READING_ACTIONS } from '../../aws/actions.ts';
import { actions as tableReads, writeActions as tableWrites } from '../../aws/dynamodb.ts';
import { actions as bucketReads, writeActions as bucketWrites } from '../../aws/s3.ts';
import { actions as hubReads, writeActions as hubWrites } from '../../aws/securityhub.ts';
import { writeActions as topicWrites } from '../../aws/sns.ts';
import type { Config } from '../config.ts';
import { ACCOUNTS_ROLE, ROLE_NAMES } from '../roles.ts';
import type { Storage } from './storage.ts';
import type { SweepWorkers } from './sweep-machine.ts';
import { type Grant, WorkerFunction, type WorkerFunctionProps } from './worker-function.ts';

export interface WorkersProps {
  readonly config: Config;
  readonly storage: Storage;
  readonly topic: ITopic;
}

type Own = Pick<WorkerFunctionProps, 'description' | 'timeout' | 'grants' | 'memory'>;

/** Seconds: Lambda's own limit. */
const LONGEST = 900;

/** The functions of the night, each with the least that its use-case calls. */
export function makeWorkers(scope: Construct, props: WorkersProps): SweepWorkers {
  const { config, topic } = props;
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
      memory: 512,
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
      memory: 512,
      grants: [kept.readRuns, kept.writeRuns, kept.memory, ...may.read('Regional', isRegional)],
    }),
    sweepCloudtrail: make('SweepCloudtrail', 'sweep-cloudtrail', {
      description: "reads what an account's keys did in one Region",
      timeout: LONGEST,
      memory: 512,
      grants: [
        kept.readRuns,
        kept.writeRuns,
        ...may.read('Trail', (action) => action.startsWith('cloudtrail:')),
      ],
    }),
    assess: make('Assess', 'assess', {
      description: 'judges an account, and tells what changed',
      timeout: LONGEST,
      memory: 1024,
      grants: [kept.readRuns, kept.writeRuns, kept.table],
    }),
    publish: make('Publish', 'publish', {
      description: "brings the account's own Security Hub to what was found",
      timeout: LONGEST,
      memory: 1024,
      grants: [kept.readRuns, kept.table, ...may.publish],
    }),
    summarise: make('Summarise', 'summarise', {
      description: 'adds up a run and tells who subscribed',
      timeout: 60,
      grants: [kept.table, { sid: 'Tell', actions: topicWrites, resources: [topic.topicArn] }],
    }),
  };
}

function worker(
  scope: Construct,
  id: string,
  name: string,
  own: Own,
  { config, storage, topic }: WorkersProps,
) {
  const { key } = storage;
  const made = new WorkerFunction(scope, id, {
    name,
    ...own,
    grants: key === undefined ? own.grants : [...own.grants, keyGrant(key.keyArn)],
    environment: workerEnvironment(scope, { config, storage, topic }),
    logDays: config.retention.logDays,
    keepLogs: config.retention.keepOnDestroy,
    key,
  });
  return made.function;
}

/** What every worker is told by its environment. */
export function workerEnvironment(
  scope: Construct,
  { config, storage, topic }: WorkersProps,
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
    NIGHTWARDEN_TOPIC: topic.topicArn,
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

function keeping({
  table,
  bucket,
}: Storage): Readonly<Record<'readInputs' | 'readRuns' | 'writeRuns' | 'memory' | 'table', Grant>> {
  return {
    // Listing tells an absent object from a denied one.
    readInputs: {
      sid: 'Inputs',
      actions: ['s3:GetObject'],
      // What events said was exposed is an input like any other.
      resources: [bucket.arnForObjects('inputs/*'), bucket.arnForObjects('exposed/*')],
    },
    readRuns: {
      sid: 'Runs',
      actions: bucketReads,
      resources: [bucket.bucketArn, bucket.arnForObjects('runs/*')],
    },
    writeRuns: { sid: 'KeepRuns', actions: bucketWrites, resources: [bucket.arnForObjects('runs/*')] },
    memory: {
      sid: 'Memory',
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [bucket.arnForObjects('memory/*')],
    },
    table: { sid: 'State', actions: [...tableReads, ...tableWrites], resources: [table.tableArn] },
  };
}

function keyGrant(arn: string): Grant {
  return { sid: 'Key', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [arn] };
}

const ELSEWHERE = /^(sts|account|iam|cloudtrail|organizations):/;

function isRegional(action: string): boolean {
  return !ELSEWHERE.test(action);
}

/** Of this account, in every Region: a finding is published where its credential lies. */
function hubArns(scope: Construct): readonly string[] {
  const { partition, account } = Stack.of(scope);
  return [
    `arn:${partition}:securityhub:*:${account}:hub/default`,
    `arn:${partition}:securityhub:*:${account}:product/${account}/default`,
  ];
}

interface Reach {
  readonly listAccounts: readonly Grant[];
  readonly read: (sid: string, belongs: (action: string) => boolean) => readonly Grant[];
  readonly publish: readonly Grant[];
}

/** In its own account a worker reads and publishes itself; in an organisation it may only become the spokes' roles. */
function reach(scope: Construct, config: Config): Reach {
  const { partition } = Stack.of(scope);
  const { organisation } = config;
  if (organisation === undefined) {
    return {
      listAccounts: [],
      read: (sid, belongs) => reads(sid, config, belongs),
      publish: [{ sid: 'SecurityHub', actions: [...hubReads, ...hubWrites], resources: hubArns(scope) }],
    };
  }
  const become = (sid: string, account: string, role: string): readonly Grant[] => [
    { sid, actions: ['sts:AssumeRole'], resources: [`arn:${partition}:iam::${account}:role/${role}`] },
  ];
  return {
    listAccounts: become('Accounts', organisation.managementAccount, ACCOUNTS_ROLE),
    read: () => become('ReadSpokes', '*', ROLE_NAMES.read),
    publish: become('PublishInSpokes', '*', ROLE_NAMES.publish),
  };
}

/** The reads of a sweep that belong to a worker; they list, and take no narrower resource. */
function reads(sid: string, config: Config, belongs: (action: string) => boolean): readonly Grant[] {
  const sweep = READ_ACTIONS.filter(belongs);
  const secrets = config.secretReading ? SECRET_READING_ACTIONS.filter(belongs) : [];
  return [
    ...(sweep.length === 0 ? [] : [{ sid, actions: sweep, resources: ['*'] }]),
    ...(secrets.length === 0 ? [] : [{ sid: `${sid}SecretReading`, actions: secrets, resources: ['*'] }]),
  ];
}
