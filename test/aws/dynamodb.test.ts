import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { awsClients } from '../../lib/aws/clients.ts';
import { dynamoTable } from '../../lib/aws/dynamodb.ts';
import { sdkError } from './sdk-errors.ts';

const dynamo = mockClient(DynamoDBClient);
const table = dynamoTable(awsClients({ budgets: {} }), 'eu-west-1', 'state');
const KEY = { pk: 'RUNS', sk: 'RUN#1' };

beforeEach(() => dynamo.reset());

function refused(): Error {
  return new ConditionalCheckFailedException({ $metadata: {}, message: 'The conditional request failed' });
}

describe('a row', () => {
  it('is read as it stands now, by its key alone', async () => {
    dynamo
      .on(GetItemCommand, { TableName: 'state', Key: marshall(KEY), ConsistentRead: true })
      .resolves({ Item: marshall({ ...KEY, run: { id: '1' } }) });
    expect(await table.get({ ...KEY, more: 1 } as typeof KEY)).toEqual({ ...KEY, run: { id: '1' } });
  });

  it('that is not there is undefined', async () => {
    dynamo.on(GetItemCommand).resolves({});
    expect(await table.get(KEY)).toBeUndefined();
  });

  it('that could not be read is an error, not a row that is not there', async () => {
    dynamo.on(GetItemCommand).rejects(sdkError('AccessDeniedException'));
    await expect(table.get(KEY)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('is made only where none of its key is', async () => {
    dynamo
      .on(PutItemCommand, { ConditionExpression: 'attribute_not_exists(pk)' })
      .resolvesOnce({})
      .rejectsOnce(refused());
    expect(await table.create({ ...KEY, a: 1, b: undefined })).toBe(true);
    expect(await table.create({ ...KEY, a: 2 })).toBe(false);
    const [first] = dynamo.commandCalls(PutItemCommand);
    expect(first?.args[0].input.Item).toEqual(marshall({ ...KEY, a: 1 }));
  });

  it('that was not made for another reason is an error', async () => {
    dynamo.on(PutItemCommand).rejects(sdkError('ProvisionedThroughputExceededException'));
    await expect(table.create(KEY)).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    await expect(table.put(KEY)).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
  });

  it('is put whatever stands there', async () => {
    dynamo.on(PutItemCommand).resolves({});
    await table.put({ ...KEY, expiresAt: 5 });
    const [call] = dynamo.commandCalls(PutItemCommand);
    expect(call?.args[0].input).toEqual({ TableName: 'state', Item: marshall({ ...KEY, expiresAt: 5 }) });
  });
});

describe('attributes of a row', () => {
  const sent = () => dynamo.commandCalls(UpdateItemCommand)[0]?.args[0].input;

  it('are set, and those that keep their first value are set only when they are not there', async () => {
    dynamo.on(UpdateItemCommand).resolves({});
    const isSet = await table.set(KEY, { title: 'x', none: undefined }, { first: { seen: 'y' } });
    expect(isSet).toBe(true);
    expect(sent()).toEqual({
      TableName: 'state',
      Key: marshall(KEY),
      UpdateExpression: 'SET #a0 = :a0, #f0 = if_not_exists(#f0, :f0)',
      ExpressionAttributeNames: { '#a0': 'title', '#f0': 'seen' },
      ExpressionAttributeValues: marshall({ ':a0': 'x', ':f0': 'y' }),
    });
  });

  it('that are null are kept as null', async () => {
    dynamo.on(UpdateItemCommand).resolves({});
    await table.set(KEY, { owner: null });
    expect(sent()?.ExpressionAttributeValues).toEqual({ ':a0': { NULL: true } });
  });

  it.each`
    why                               | expected         | condition                      | values
    ${'has what is expected'}         | ${{ run: 'a' }}  | ${'#e0 = :e0'}                 | ${{ ':a0': 1, ':e0': 'a' }}
    ${'has not the attribute at all'} | ${{ run: null }} | ${'attribute_not_exists(#e0)'} | ${{ ':a0': 1 }}
  `('are set only where the row $why', async ({ expected, condition, values }) => {
    dynamo.on(UpdateItemCommand).resolvesOnce({}).rejectsOnce(refused());
    expect(await table.set(KEY, { n: 1 }, { expected })).toBe(true);
    expect(sent()).toMatchObject({
      ConditionExpression: condition,
      ExpressionAttributeValues: marshall(values),
      ExpressionAttributeNames: { '#a0': 'n', '#e0': 'run' },
    });
    expect(await table.set(KEY, { n: 1 }, { expected })).toBe(false);
  });

  it('that could not be set for another reason are an error', async () => {
    dynamo.on(UpdateItemCommand).rejects(sdkError('ValidationException'));
    await expect(table.set(KEY, { n: 1 })).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('the rows of a partition', () => {
  const asked = {
    TableName: 'state',
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: marshall({ ':pk': 'RUNS', ':sk': 'RUN#' }),
    ConsistentRead: true,
  };
  const row = (n: number) => ({ pk: 'RUNS', sk: `RUN#${n}` });

  it('are read to the last page, pages without any row between', async () => {
    dynamo
      .on(QueryCommand, asked)
      .resolves({ Items: [marshall(row(1))], LastEvaluatedKey: marshall(row(1)) })
      .on(QueryCommand, { ...asked, ExclusiveStartKey: marshall(row(1)) })
      .resolves({ Items: [], LastEvaluatedKey: marshall(row(2)) })
      .on(QueryCommand, { ...asked, ExclusiveStartKey: marshall(row(2)) })
      .resolves({ Items: [marshall(row(3))] });
    expect(await table.query('RUNS', 'RUN#')).toEqual([row(1), row(3)]);
    expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input.ScanIndexForward).toBe(true);
  });

  it('are read newest first, and no further than asked', async () => {
    dynamo
      .on(QueryCommand, { ...asked, ScanIndexForward: false, Limit: 3 })
      .resolves({ Items: [marshall(row(9)), marshall(row(8))], LastEvaluatedKey: marshall(row(8)) })
      .on(QueryCommand, { ...asked, ExclusiveStartKey: marshall(row(8)) })
      .resolves({ Items: [marshall(row(7)), marshall(row(6))], LastEvaluatedKey: marshall(row(6)) });
    const rows = await table.query('RUNS', 'RUN#', { newestFirst: true, limit: 3 });
    expect(rows).toEqual([row(9), row(8), row(7)]);
    expect(dynamo.commandCalls(QueryCommand)).toHaveLength(2);
  });

  it('that could not all be read are an error, never a shorter list', async () => {
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [marshall(row(1))], LastEvaluatedKey: marshall(row(1)) })
      .rejectsOnce(sdkError('ThrottlingException'));
    await expect(table.query('RUNS', 'RUN#')).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});
