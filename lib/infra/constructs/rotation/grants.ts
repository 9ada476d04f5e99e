import { actions as tableReads, writeActions as tableWrites } from '../../../aws/dynamodb.ts';
import { transactActions } from '../../../aws/dynamodb-transact.ts';
import type { Grant } from '../../grants.ts';
import type { Storage } from '../storage.ts';
import { BY_PREFIX } from '../worker-grants.ts';

/** The part of the table that rotation has for itself; of the switches it only reads how they stand. */
const OWN_ROWS = ['ROTATION#*', 'ROTATIONS#OPEN*', 'CLAIM#*', 'FENCE#*', 'EXPOSURES'];

/** Of that, what concerns one account of an organisation: a fence is only taken by who begins a plan, from outside. */
function rowsOf(account: string): readonly string[] {
  return [
    `ROTATION#${account}-*`,
    `ROTATIONS#OPEN#${account}`,
    `CLAIM#principal arn:*:iam::${account}:user/*`,
    `CLAIM#secret arn:*:secretsmanager:*:${account}:secret:*`,
  ];
}

/**
 * Rows of the ledger are read and written; findings and runs, which lie in the same table, are neither.
 * @param account only the rows of this account of an organisation; absent: all
 */
export function ledgerGrants({ table }: Storage, account?: string): readonly Grant[] {
  return [
    {
      sid: 'Ledger',
      actions: [...new Set([...tableReads, ...tableWrites, ...transactActions])],
      resources: [table.tableArn],
      conditions: {
        'ForAllValues:StringLike': {
          'dynamodb:LeadingKeys': account === undefined ? OWN_ROWS : rowsOf(account),
        },
      },
    },
    {
      sid: 'Switches',
      actions: ['dynamodb:GetItem'],
      resources: [table.tableArn],
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['SWITCHES'] } },
    },
  ];
}

/** @param account only of this account's rotations; absent: of all */
export function evidenceGrants({ bucket }: Storage, account?: string): readonly Grant[] {
  return [
    {
      sid: 'Evidence',
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(account === undefined ? 'rotations/*' : `rotations/${account}-*`)],
      why: BY_PREFIX,
    },
  ];
}
