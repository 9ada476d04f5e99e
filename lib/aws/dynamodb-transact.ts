import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Key, Row } from './dynamodb.ts';

/** A transaction has no action of its own: each of its writes needs the action of that write. */
export const transactActions = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'] as const;

/** What an attribute must be for the write to happen; of a row that is not there every attribute is absent. */
export type Is =
  | { readonly is: string | number }
  | { readonly absent: true }
  | { readonly absentOr: string | number }
  | { readonly absentOrBelow: number };
export type When = Readonly<Record<string, Is>>;

/** One write of a transaction; no two of them may be of the same row. */
export type TableWrite =
  | { readonly put: Row; readonly when?: When }
  /** Sets attributes and leaves the others; made when it is not there. */
  | { readonly set: Key; readonly to: Readonly<Record<string, unknown>>; readonly when?: When }
  | { readonly remove: Key; readonly when?: When };

/** Two transactions met at a row, and neither condition was looked at: nothing was written, so it is tried again. */
const MEETINGS = 5;
const PAUSE_MS = 40;

/**
 * All of the writes or none. The SDK gives each a token, so that one whose answer was lost is not done twice.
 * @returns false when a condition did not hold: then nothing is written
 */
export async function transact(
  client: DynamoDBClient,
  table: string,
  writes: readonly TableWrite[],
): Promise<boolean> {
  const TransactItems = writes.map((write) => itemOf(table, write));
  for (let meeting = 1; ; meeting += 1) {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      return true;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
      if (codes.includes('ConditionalCheckFailed')) return false;
      if (!codes.includes('TransactionConflict') || meeting === MEETINGS) throw error;
      await sleep(PAUSE_MS * meeting);
    }
  }
}

function itemOf(TableName: string, write: TableWrite): TransactWriteItem {
  const condition = conditionOf(write.when ?? {});
  if ('put' in write) {
    const Item = marshall(write.put, { removeUndefinedValues: true });
    return { Put: { TableName, Item, ...expressed(condition) } };
  }
  if ('remove' in write) return { Delete: { TableName, Key: keyOf(write.remove), ...expressed(condition) } };
  const sets = Object.entries(write.to).map(([name, value], at) => ({
    clause: `#s${at} = :s${at}`,
    name: [`#s${at}`, name] as const,
    value: [`:s${at}`, value] as const,
  }));
  const UpdateExpression = `SET ${sets.map(({ clause }) => clause).join(', ')}`;
  const all = {
    clauses: condition.clauses,
    names: { ...condition.names, ...Object.fromEntries(sets.map(({ name }) => name)) },
    values: { ...condition.values, ...Object.fromEntries(sets.map(({ value }) => value)) },
  };
  return { Update: { TableName, Key: keyOf(write.set), UpdateExpression, ...expressed(all) } };
}

interface Condition {
  readonly clauses: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

function conditionOf(when: When): Condition {
  const parts = Object.entries(when).map(([attribute, is], at) => partOf(attribute, is, at));
  return {
    clauses: parts.map(({ clause }) => clause),
    names: Object.fromEntries(parts.map(({ name }) => name)),
    values: Object.fromEntries(parts.flatMap(({ value }) => (value === undefined ? [] : [value]))),
  };
}

function partOf(attribute: string, is: Is, at: number) {
  const [name, value] = [`#c${at}`, `:c${at}`];
  const named = [name, attribute] as const;
  if ('absent' in is) return { clause: `attribute_not_exists(${name})`, name: named };
  if ('is' in is) return { clause: `${name} = ${value}`, name: named, value: [value, is.is] as const };
  const [sign, than] = 'absentOr' in is ? ['=', is.absentOr] : ['<', is.absentOrBelow];
  const clause = `(attribute_not_exists(${name}) OR ${name} ${sign} ${value})`;
  return { clause, name: named, value: [value, than] as const };
}

/** DynamoDB refuses names and values that nothing mentions, empty maps of them too. */
function expressed({ clauses, names, values }: Condition) {
  return {
    ...(clauses.length === 0 ? {} : { ConditionExpression: clauses.join(' AND ') }),
    ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: { ...names } }),
    ...(Object.keys(values).length === 0
      ? {}
      : { ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }) }),
  };
}

function keyOf({ pk, sk }: Key) {
  return marshall({ pk, sk });
}
