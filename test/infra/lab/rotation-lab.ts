import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  DescribeExecutionCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  paginateListStateMachines,
  SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Row } from '../../../lib/core/rotation/ledger.ts';
import { type Lab, labClient } from '../../lab/lab.ts';
import { type Deployment, labStore, tableRows } from '../../lab/night.ts';
import type { Team } from '../../lab/rotation/shop.ts';
import { LAB_FOLDER } from '../../lab/venv.ts';

/** How a plan stands in the ledger. */
async function rowOf(
  dynamodb: DynamoDBClient,
  { table: TableName }: Deployment,
  rotation: string,
): Promise<Row | undefined> {
  const Key = marshall({ pk: `ROTATION#${rotation}`, sk: 'ROW' });
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  return Item === undefined ? undefined : (unmarshall(Item).row as Row);
}

/**
 * Stops whatever runs for a plan, once at each step that it comes to, as a person or an outage would.
 * @returns the steps at which something was stopped
 */
export async function stopAtEachStep(
  lab: Lab,
  deployment: Deployment,
  rotation: string,
): Promise<readonly string[]> {
  const sfn = new SFNClient(labClient(lab));
  const dynamodb = new DynamoDBClient(labClient(lab));
  const stopped = new Set<string>();
  try {
    for (;;) {
      const row = await rowOf(dynamodb, deployment, rotation);
      if (row === undefined || row.state !== 'going') return [...stopped];
      const at = `${row.place.table}.${row.place.step}`;
      if (!stopped.has(at) && (await stopAll(sfn, rotation)) > 0) stopped.add(at);
      await sleep(250);
    }
  } finally {
    sfn.destroy();
    dynamodb.destroy();
  }
}

async function stopAll(sfn: SFNClient, rotation: string): Promise<number> {
  let stopped = 0;
  for await (const executionArn of executions(sfn, 'RUNNING')) {
    const { input = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (!input.includes(rotation)) continue;
    await sfn.send(new StopExecutionCommand({ executionArn, cause: 'stopped by a test' }));
    stopped += 1;
  }
  return stopped;
}

async function* executions(sfn: SFNClient, statusFilter?: 'RUNNING'): AsyncGenerator<string> {
  for await (const { stateMachines = [] } of paginateListStateMachines({ client: sfn }, {}))
    for (const { stateMachineArn } of stateMachines)
      for await (const page of paginateListExecutions({ client: sfn }, { stateMachineArn, statusFilter }))
        for (const { executionArn = '' } of page.executions ?? []) yield executionArn;
}

/** Everything that is written down anywhere: what executions took and gave, the ledger, evidence, logs. */
export async function everythingWritten(lab: Lab, deployment: Deployment): Promise<string> {
  const sfn = new SFNClient(labClient(lab));
  const store = labStore(lab, deployment);
  try {
    const texts: string[] = [JSON.stringify(await tableRows(lab, deployment))];
    for await (const executionArn of executions(sfn))
      for await (const page of paginateGetExecutionHistory(
        { client: sfn },
        { executionArn, includeExecutionData: true },
      ))
        texts.push(JSON.stringify(page.events));
    for (const key of await store.list('rotations/'))
      texts.push(new TextDecoder().decode((await store.read(key)) ?? new Uint8Array()));
    texts.push(await readFile(join(LAB_FOLDER, 'ministack.log'), 'utf8'));
    return texts.join('\n');
  } finally {
    sfn.destroy();
  }
}

/** The secret access keys that a team had, and has. */
export async function secretsOf(lab: Lab, { secretArn, secretAccessKey }: Team): Promise<readonly string[]> {
  const client = new SecretsManagerClient(labClient(lab));
  try {
    const values = await Promise.all(
      ['AWSCURRENT', 'AWSPREVIOUS'].map(async (VersionStage) => {
        const read = client.send(new GetSecretValueCommand({ SecretId: secretArn, VersionStage }));
        const { SecretString = '{}' } = await read.catch(() => ({ SecretString: '{}' }));
        return (JSON.parse(SecretString) as { secretAccessKey?: string }).secretAccessKey;
      }),
    );
    return [secretAccessKey, ...values.filter((value) => value !== undefined)];
  } finally {
    client.destroy();
  }
}

/** Whoever found the key: calls with it, and with a session that it made before. */
export interface Thief {
  /** Whether each still works. */
  works(): Promise<{ readonly key: boolean; readonly session: boolean }>;
  /** Milliseconds until the key is refused. */
  untilRefused(): Promise<number>;
}

export async function thiefOf(lab: Lab, { accessKeyId, secretAccessKey }: Team): Promise<Thief> {
  const key = { accessKeyId, secretAccessKey };
  const sts = new STSClient({ ...labClient(lab), credentials: key });
  const { Credentials: made } = await sts.send(new GetSessionTokenCommand({}));
  sts.destroy();
  const session = {
    accessKeyId: made?.AccessKeyId ?? '',
    secretAccessKey: made?.SecretAccessKey ?? '',
    sessionToken: made?.SessionToken ?? '',
  };
  // Not GetCallerIdentity, which no policy denies:
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
  const calls = async (credentials: typeof key): Promise<boolean> => {
    const client = new SecretsManagerClient({ ...labClient(lab), credentials, maxAttempts: 1 });
    try {
      await client.send(new ListSecretsCommand({}));
      return true;
    } catch {
      return false;
    } finally {
      client.destroy();
    }
  };
  return {
    works: async () => ({ key: await calls(key), session: await calls(session) }),
    async untilRefused() {
      const begun = performance.now();
      while (await calls(key)) await sleep(50);
      return performance.now() - begun;
    },
  };
}

/** Somebody else, at a desk of their own: what they are signed in with. */
export async function administrator(lab: Lab, UserName: string): Promise<Partial<NodeJS.ProcessEnv>> {
  const iam = new IAMClient(labClient(lab));
  await iam.send(new CreateUserCommand({ UserName }));
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  iam.destroy();
  return { AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId, AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey };
}
