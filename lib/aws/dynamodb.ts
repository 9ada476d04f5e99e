import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { AwsClients } from './clients.ts';
import { type TableWrite, transact } from './dynamodb-transact.ts';

export const actions = ['dynamodb:GetItem', 'dynamodb:Query'] as const;
export const writeActions = ['dynamodb:PutItem', 'dynamodb:UpdateItem'] as const;

/** A row of the single table, by its partition and sort key. */
export type Row = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };
export type Key = Pick<Row, 'pk' | 'sk'>;

/** The single table: rows are read and written whole, and only under conditions where two writers could meet. */
export interface Table {
  get(key: Key): Promise<Row | undefined>;
  /** @returns false when a row of that key was there already */
  create(row: Row): Promise<boolean>;
  put(row: Row): Promise<void>;
  /**
   * Sets attributes of a row, which is made when it is not there.
   * @param first attributes that keep the value they have
   * @param expected what the row must have for the write to happen; null: the attribute is not there
   * @returns false when the row was otherwise
   */
  set(
    key: Key,
    attributes: Readonly<Record<string, unknown>>,
    options?: {
      readonly first?: Readonly<Record<string, unknown>>;
      readonly expected?: Readonly<Record<string, unknown>>;
    },
  ): Promise<boolean>;
  /** Rows of one partition whose sort key begins so, in its order. */
  query(
    pk: string,
    prefix: string,
    options?: { readonly newestFirst?: boolean; readonly limit?: number },
  ): Promise<readonly Row[]>;
  /**
   * All of these writes or none.
   * @returns false when a condition of one did not hold
   */
  transact(writes: readonly TableWrite[]): Promise<boolean>;
  /** Counts up, for everybody who asks. @returns the new number, 1 the first time */
  count(key: Key, attribute: string): Promise<number>;
}

export function dynamoTable(clients: AwsClients, region: string, TableName: string): Table {
  const client = clients.client(DynamoDBClient, 'dynamodb', region);
  return {
    async get({ pk, sk }) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName, Key: marshall({ pk, sk }), ConsistentRead: true }),
      );
      return Item === undefined ? undefined : rowOf(Item);
    },
    create: (row) =>
      unlessRefused(() =>
        client.send(
          new PutItemCommand({
            TableName,
            Item: marshall(row, { removeUndefinedValues: true }),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      ),
    async put(row) {
      await client.send(
        new PutItemCommand({ TableName, Item: marshall(row, { removeUndefinedValues: true }) }),
      );
    },
    set: (key, attributes, { first = {}, expected } = {}) =>
      unlessRefused(() =>
        client.send(
          new UpdateItemCommand({ TableName, Key: marshall(key), ...update(attributes, first, expected) }),
        ),
      ),
    async query(pk, prefix, { newestFirst = false, limit } = {}) {
      const rows: Row[] = [];
      const list = paginateQuery(
        { client },
        {
          TableName,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
          ExpressionAttributeValues: marshall({ ':pk': pk, ':sk': prefix }),
          ScanIndexForward: !newestFirst,
          ConsistentRead: true,
          ...(limit === undefined ? {} : { Limit: limit }),
        },
      );
      for await (const { Items = [] } of list) {
        rows.push(...Items.map(rowOf));
        if (limit !== undefined && rows.length >= limit) return rows.slice(0, limit);
      }
      return rows;
    },
    transact: (writes) => transact(client, TableName, writes),
    async count(key, attribute) {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall(key),
          UpdateExpression: 'ADD #a :one',
          ExpressionAttributeNames: { '#a': attribute },
          ExpressionAttributeValues: marshall({ ':one': 1 }),
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return Number(unmarshall(Attributes ?? {})[attribute]);
    },
  };
}

function rowOf(item: Record<string, AttributeValue>): Row {
  return unmarshall(item) as Row;
}

async function unlessRefused(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** An attribute that is undefined is one that is not given. */
function given(map: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
  return Object.entries(map).filter(([, value]) => value !== undefined);
}

/** `SET #a0 = :a0, #f0 = if_not_exists(#f0, :f0)`, with a condition on what is expected. */
function update(
  attributes: Readonly<Record<string, unknown>>,
  first: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, unknown>> | undefined,
) {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const clauses = (
    map: Readonly<Record<string, unknown>>,
    sign: string,
    say: (n: string, v: string) => string,
  ) =>
    given(map).map(([name, value], at) => {
      names[`#${sign}${at}`] = name;
      if (value !== null || sign !== 'e') values[`:${sign}${at}`] = value;
      return value === null && sign === 'e'
        ? `attribute_not_exists(#${sign}${at})`
        : say(`#${sign}${at}`, `:${sign}${at}`);
    });
  const sets = [
    ...clauses(attributes, 'a', (name, value) => `${name} = ${value}`),
    ...clauses(first, 'f', (name, value) => `${name} = if_not_exists(${name}, ${value})`),
  ];
  const conditions =
    expected === undefined ? [] : clauses(expected, 'e', (name, value) => `${name} = ${value}`);
  return {
    UpdateExpression: `SET ${sets.join(', ')}`,
    ...(conditions.length === 0 ? {} : { ConditionExpression: conditions.join(' AND ') }),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }),
  };
}
