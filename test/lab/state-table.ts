import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Lab, labClient } from './lab.ts';

/** The deployment's table as the stack makes it, without its encryption. */
export async function makeStateTable(lab: Lab, TableName: string): Promise<void> {
  const client = new DynamoDBClient(labClient(lab));
  try {
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
      }),
    );
  } finally {
    client.destroy();
  }
}
