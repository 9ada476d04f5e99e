import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  paginateListExecutions,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Row } from '../../lib/aws/dynamodb.ts';
import { storeOf } from '../../lib/aws/s3.ts';
import type { ObjectStore } from '../../lib/ports/object-store.ts';
import { inputKey } from '../../lib/usecases/night/layout.ts';
import { type Lab, labClient } from './lab.ts';
import { LabError } from './lab-error.ts';
import type { SideFiles } from './side-files.ts';

/** A deployment in the lab, by its stack's outputs. */
export interface Deployment {
  readonly machine: string;
  readonly bucket: string;
  readonly table: string;
}

export function deploymentOf(outputs: Readonly<Record<string, string>> = {}): Deployment {
  const { SweepMachineArn: machine = '', EvidenceBucket: bucket = '', StateTable: table = '' } = outputs;
  return { machine, bucket, table };
}

/** The local AWS has no workloads that need its rates, and a test no time to leave them to. */
const UNPACED = 'budgets:\n  iam: 200\n  cloudtrail: 200\n  secretsmanager: 200\n';

/** Hands over roster, exposures and policy to one run alone: of that no event tells, and it starts no run by itself. */
export async function handOver(
  lab: Lab,
  deployment: Deployment,
  { roster, exposures }: SideFiles,
  run: string,
): Promise<void> {
  const store = labStore(lab, deployment);
  await Promise.all([
    store.write(inputKey('policy', run), new TextEncoder().encode(UNPACED)),
    store.write(inputKey('roster', run), await readFile(roster)),
    store.write(inputKey('exposures', run), await readFile(exposures)),
  ]);
}

export interface NightOptions {
  /** What the state machine is started with. */
  readonly input?: object;
  readonly signal?: AbortSignal;
  /** Called a few times a second while it runs. */
  readonly onWait?: () => void;
  /** Milliseconds; a night of a test account takes seconds. */
  readonly within?: number;
}

const LONGEST_NIGHT_MS = 150_000;

/**
 * Starts the night and waits for its end.
 * @returns the summary that the last worker answered
 * @throws {LabError} when it did not succeed
 */
export async function runNight(
  lab: Lab,
  { machine }: Deployment,
  { input = { reason: 'person' }, within = LONGEST_NIGHT_MS, ...waiting }: NightOptions = {},
): Promise<NightOutput> {
  const client = new SFNClient(labClient(lab));
  try {
    const { executionArn = '' } = await client.send(
      new StartExecutionCommand({ stateMachineArn: machine, input: JSON.stringify(input) }),
    );
    const ended = await untilEnded(client, executionArn, { ...waiting, within });
    if (ended.status !== 'SUCCEEDED')
      throw new LabError(`the night ended as ${ended.status}: ${ended.error ?? ''} ${ended.cause ?? ''}`);
    return JSON.parse(ended.output ?? '{}') as NightOutput;
  } finally {
    client.destroy();
  }
}

/**
 * Starts the night and stops it as soon as something is kept, as a person would who sees that it goes wrong.
 * @param isEnough asked with the keys of all that is kept
 * @returns how the execution ended
 */
export async function killNight(
  lab: Lab,
  deployment: Deployment,
  isEnough: (keys: readonly string[]) => boolean,
): Promise<string> {
  const client = new SFNClient(labClient(lab));
  const store = labStore(lab, deployment);
  try {
    const { executionArn = '' } = await client.send(
      new StartExecutionCommand({ stateMachineArn: deployment.machine, input: '{"reason":"person"}' }),
    );
    for (let tries = 0; tries < 600 && !isEnough(await store.list('runs/')); tries += 1) await sleep(100);
    await client.send(new StopExecutionCommand({ executionArn }));
    return (await untilEnded(client, executionArn, { within: LONGEST_NIGHT_MS })).status ?? '';
  } finally {
    client.destroy();
  }
}

export interface NightOutput {
  readonly run: string;
  readonly state: 'complete' | 'incomplete';
  readonly assessed: number;
  readonly unread: number;
}

/** Waits until nothing runs on the state machine any more; names of all executions that there were. */
export async function untilQuiet(lab: Lab, { machine }: Deployment): Promise<readonly string[]> {
  const client = new SFNClient(labClient(lab));
  try {
    const names: string[] = [];
    for await (const { executions = [] } of paginateListExecutions({ client }, { stateMachineArn: machine }))
      for (const { executionArn = '', name = '' } of executions) {
        await untilEnded(client, executionArn, { within: LONGEST_NIGHT_MS });
        names.push(name);
      }
    return names;
  } finally {
    client.destroy();
  }
}

async function untilEnded(
  client: SFNClient,
  executionArn: string,
  { signal, onWait, within }: Pick<NightOptions, 'signal' | 'onWait'> & { readonly within: number },
): Promise<DescribeExecutionOutput> {
  const deadline = performance.now() + within;
  while (performance.now() < deadline) {
    signal?.throwIfAborted();
    const told = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (told.status !== 'RUNNING') return told;
    onWait?.();
    await sleep(200);
  }
  throw new LabError(`the night did not end within ${within / 1000} s: see .lab/ministack.log`);
}

/** The deployment's bucket, as its workers see it. */
export function labStore(lab: Lab, { bucket: Bucket }: Deployment): ObjectStore {
  return storeOf(new S3Client({ ...labClient(lab), forcePathStyle: true }), Bucket);
}

/** Every row of the table, sorted by its keys. */
export async function tableRows(lab: Lab, { table }: Deployment): Promise<readonly Row[]> {
  const client = new DynamoDBClient(labClient(lab));
  try {
    const rows: Row[] = [];
    for await (const { Items = [] } of paginateScan({ client }, { TableName: table }))
      rows.push(...Items.map((item) => unmarshall(item) as Row));
    return rows.toSorted((a, b) => `${a.pk} ${a.sk}`.localeCompare(`${b.pk} ${b.sk}`));
  } finally {
    client.destroy();
  }
}
