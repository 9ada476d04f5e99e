import {
  DynamoDBClient,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { awsClients } from '../../lib/aws/clients.ts';
import { dynamoTable } from '../../lib/aws/dynamodb.ts';
import { sdkError } from './sdk-errors.ts';

const dynamo = mockClient(DynamoDBClient);
const table = dynamoTable(awsClients({ budgets: {} }), 'eu-west-1', 'state');
const KEY = { pk: 'A', sk: 'B' };
const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    $metadata: {},
    message: 'cancelled',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

beforeEach(() => dynamo.reset());

describe('a transaction', () => {
  it('says each condition in DynamoDB’s words, and names nothing that is not mentioned', async () => {
    dynamo.on(TransactWriteItemsCommand).resolves({});
    const when = {
      a: { is: 1 },
      b: { absent: true },
      c: { absentOr: 'x' },
      d: { absentOrBelow: 3 },
    } as const;
    expect(
      await table.transact([{ put: { ...KEY, n: 1 }, when }, { set: KEY, to: { n: null } }, { remove: KEY }]),
    ).toBe(true);
    expect(dynamo.commandCalls(TransactWriteItemsCommand)[0]?.args[0].input.TransactItems).toEqual([
      {
        Put: {
          TableName: 'state',
          Item: marshall({ ...KEY, n: 1 }),
          ConditionExpression:
            '#c0 = :c0 AND attribute_not_exists(#c1) AND (attribute_not_exists(#c2) OR #c2 = :c2) AND (attribute_not_exists(#c3) OR #c3 < :c3)',
          ExpressionAttributeNames: { '#c0': 'a', '#c1': 'b', '#c2': 'c', '#c3': 'd' },
          ExpressionAttributeValues: marshall({ ':c0': 1, ':c2': 'x', ':c3': 3 }),
        },
      },
      {
        Update: {
          TableName: 'state',
          Key: marshall(KEY),
          UpdateExpression: 'SET #s0 = :s0',
          ExpressionAttributeNames: { '#s0': 'n' },
          ExpressionAttributeValues: marshall({ ':s0': null }),
        },
      },
      { Delete: { TableName: 'state', Key: marshall(KEY) } },
    ]);
  });

  it('whose condition did not hold wrote nothing, even where another of its rows was being written', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(cancelled('TransactionConflict', 'ConditionalCheckFailed'));
    expect(await table.transact([{ remove: KEY }])).toBe(false);
  });

  it('that met another at a row is tried again', async () => {
    dynamo
      .on(TransactWriteItemsCommand)
      .rejectsOnce(cancelled('None', 'TransactionConflict'))
      .resolvesOnce({});
    expect(await table.transact([{ remove: KEY }])).toBe(true);
  });

  it('that meets others again and again, or fails otherwise, is an error and no refusal', async () => {
    dynamo.on(TransactWriteItemsCommand).rejects(cancelled('TransactionConflict'));
    await expect(table.transact([{ remove: KEY }])).rejects.toThrow('cancelled');
    expect(dynamo.commandCalls(TransactWriteItemsCommand)).toHaveLength(5);
    dynamo.on(TransactWriteItemsCommand).rejects(cancelled('ThrottlingError'));
    await expect(table.transact([{ remove: KEY }])).rejects.toThrow('cancelled');
    dynamo.on(TransactWriteItemsCommand).rejects(sdkError('AccessDeniedException'));
    await expect(table.transact([{ remove: KEY }])).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
