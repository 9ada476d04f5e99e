import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { PLAN_ACTIONS, READ_ACTIONS, SECRET_READING_ACTIONS } from '../../aws/actions.ts';
import { actions as tableReads, writeActions as tableWrites } from '../../aws/dynamodb.ts';
import { actions as bucketReads, writeActions as bucketWrites } from '../../aws/s3.ts';
import { actions as hubReads, writeActions as hubWrites } from '../../aws/securityhub.ts';
import type { Config } from '../config.ts';
import type { Grant } from '../grants.ts';
import { EVERY_REGION, SWEPT } from '../read-policy.ts';
import { narrow } from '../resources.ts';
import { ACCOUNTS_ROLE, ROLE_NAMES } from '../roles.ts';
import type { Storage } from './storage.ts';

/** Why an object can't be named. */
export const BY_PREFIX = 'Objects lie below a prefix of their own; their names are made as they are written';

/** What a worker may do with what is kept. */
export function keeping({
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
      why: BY_PREFIX,
    },
    readRuns: {
      sid: 'Runs',
      actions: bucketReads,
      resources: [bucket.bucketArn, bucket.arnForObjects('runs/*')],
      why: BY_PREFIX,
    },
    writeRuns: {
      sid: 'KeepRuns',
      actions: bucketWrites,
      resources: [bucket.arnForObjects('runs/*')],
      why: BY_PREFIX,
    },
    memory: {
      sid: 'Memory',
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [bucket.arnForObjects('memory/*')],
      why: BY_PREFIX,
    },
    table: { sid: 'State', actions: [...tableReads, ...tableWrites], resources: [table.tableArn] },
  };
}

/** What bucket and table ask of whoever writes to them. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
export function keyGrant(arn: string): Grant {
  return {
    sid: 'Key',
    actions: [
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    ],
    resources: [arn],
  };
}

const ELSEWHERE = /^(sts|account|iam|cloudtrail|organizations):/;

export function isRegional(action: string): boolean {
  return !ELSEWHERE.test(action) && !PLAN_ACTIONS.includes(action);
}

/** Of this account, in every Region: a finding is published where its credential lies. */
function hubArns(scope: Construct): readonly string[] {
  const { partition, account } = Stack.of(scope);
  return [
    `arn:${partition}:securityhub:*:${account}:hub/default`,
    `arn:${partition}:securityhub:*:${account}:product/${account}/default`,
  ];
}

export interface Reach {
  readonly listAccounts: readonly Grant[];
  readonly read: (sid: string, belongs: (action: string) => boolean) => readonly Grant[];
  readonly publish: readonly Grant[];
}

/** In its own account a worker reads and publishes itself; in an organisation it may only become the spokes' roles. */
export function reach(scope: Construct, config: Config): Reach {
  const { partition } = Stack.of(scope);
  const { organisation } = config;
  if (organisation === undefined) {
    return {
      listAccounts: [],
      read: (sid, belongs) => reads(sid, config, scope, belongs),
      publish: [
        {
          sid: 'SecurityHub',
          actions: [...hubReads, ...hubWrites],
          resources: hubArns(scope),
          why: EVERY_REGION,
        },
      ],
    };
  }
  const become = (sid: string, account: string, role: string): readonly Grant[] => [
    {
      sid,
      actions: ['sts:AssumeRole'],
      resources: [`arn:${partition}:iam::${account}:role/${role}`],
      why: 'One role by name in each account of the organisation, which trusts only the hub of its own organisation',
    },
  ];
  return {
    listAccounts: become('Accounts', organisation.managementAccount, ACCOUNTS_ROLE),
    read: () => become('ReadSpokes', '*', ROLE_NAMES.read),
    publish: become('PublishInSpokes', '*', ROLE_NAMES.publish),
  };
}

/** The reads of a sweep, or of who makes a plan, that belong to a worker, of this account alone. */
function reads(
  sid: string,
  config: Config,
  scope: Construct,
  belongs: (action: string) => boolean,
): readonly Grant[] {
  const secrets = config.secretReading ? SECRET_READING_ACTIONS.filter(belongs) : [];
  const place = Stack.of(scope);
  return [
    ...narrow([...READ_ACTIONS, ...PLAN_ACTIONS].filter(belongs), place).map((part, at) => ({
      ...part,
      sid: `${sid}${at}`,
      why: SWEPT,
    })),
    ...narrow(secrets, place).map((part, at) => ({ ...part, sid: `${sid}SecretReading${at}`, why: SWEPT })),
  ];
}
