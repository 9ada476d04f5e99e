import { type AwsClients, awsClients } from '../../aws/clients.ts';
import { stackOutputs } from '../../aws/cloudformation.ts';
import { dynamoTable } from '../../aws/dynamodb.ts';
import { faultOf } from '../../aws/errors.ts';
import type { Run } from '../../core/nights/run.ts';
import { nextSteps, nightsOf, type Status } from '../../core/nights/status.ts';
import type { Summary } from '../../core/nights/summary.ts';
import { InputError } from '../../ports/input-error.ts';
import type { NightState } from '../../ports/night-state.ts';
import { NothingReadError } from '../../ports/nothing-read-error.ts';
import { stateTable } from './state-table.ts';
import { sums } from './summarise.ts';

export interface StatusRequest {
  readonly profile?: string;
  readonly region?: string;
  /** Name of the deployment's stack; absent: the names that a deployment has by itself. */
  readonly stack?: string;
  /** Name of its table, where the stack can't be asked. */
  readonly table?: string;
}

/** Of a single account, and of an organisation's hub. */
const STACKS = ['Nightwarden', 'NightwardenHub'] as const;

/** A person waits: no quota is near. */
const BUDGETS = { cloudformation: 5, dynamodb: 20 };

/**
 * How the nights of a deployment went, by its table.
 * @throws {InputError} when there is no such stack or table, or no Region is known
 * @throws {NothingReadError} when AWS refuses, or there was no run yet
 */
export async function readStatus(
  request: StatusRequest,
  { now }: { readonly now: () => Date },
): Promise<Status> {
  const { profile } = request;
  const clients = awsClients({ budgets: BUDGETS, ...(profile === undefined ? {} : { profile }) });
  const region = request.region ?? (await clients.configuredRegion());
  if (region === undefined)
    throw new InputError('expected the Region of the deployment, found none: name it with --region');
  const table = request.table ?? (await tableOf(clients, region, request.stack));
  const state = stateTable(dynamoTable(clients, region, table), { runsUntil: () => 0 });
  try {
    return { schema: 'nightwarden.status/1', table, region, ...(await statusOf(state, now)) };
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException')
      throw new InputError(
        `--table ${JSON.stringify(table)}: no such table in ${region}: see StateTable among the stack's outputs, or name its Region with --region`,
        { cause: error },
      );
    if (error instanceof NothingReadError) throw error;
    throw unread(error, 'dynamodb:Query', `table ${table}`);
  }
}

async function tableOf(clients: AwsClients, region: string, stack: string | undefined): Promise<string> {
  const names = stack === undefined ? STACKS : [stack];
  for (const name of names) {
    const outputs = await stackOutputs(clients, region, name).catch((error: unknown) => {
      throw unread(error, 'cloudformation:DescribeStacks', `stack ${name}`);
    });
    if (outputs?.StateTable !== undefined) return outputs.StateTable;
  }
  throw new InputError(
    `no deployment found: expected a stack ${names.join(' or ')} with an output StateTable in ${region}; name it with --stack, its Region with --region, or its table with --table; to deploy: npx cdk deploy`,
  );
}

function unread(error: unknown, action: string, what: string): NothingReadError {
  const { reason, remedy } = faultOf(error, { action });
  return new NothingReadError(
    `${what} could not be read: ${reason}; ${remedy.replace('to the reading role', 'to whoever asks')}`,
    { cause: error },
  );
}

/** Enough to find a week of nights behind the runs that events asked for. */
const RUNS_LOOKED_AT = 200;

/** @throws {NothingReadError} when there was no run yet */
export async function statusOf(
  state: Pick<NightState, 'recent' | 'summary' | 'outcomes'>,
  now: () => Date,
): Promise<Pick<Status, 'last' | 'nights' | 'eventRuns' | 'next'>> {
  const { newest, nights, eventRuns } = nightsOf(await state.recent(RUNS_LOOKED_AT));
  if (newest === undefined)
    throw new NothingReadError(
      "there was no run yet: start one with aws stepfunctions start-execution and SweepMachineArn of the stack's outputs",
    );
  const last = await summaryOf(newest, state);
  return { last, nights, eventRuns, next: nextSteps(last, now().toISOString()) };
}

/** A run that was not added up yet is told by what its accounts told so far. */
async function summaryOf(run: Run, state: Pick<NightState, 'summary' | 'outcomes'>): Promise<Summary> {
  const kept = run.endedAt === undefined ? undefined : await state.summary(run.id);
  if (kept !== undefined) return kept;
  const outcomes = await state.outcomes(run.id);
  const unreadOnes = outcomes.filter((outcome) => outcome.state === 'unread').map(({ account }) => account);
  return {
    run,
    assessed: outcomes.length - unreadOnes.length,
    unread: unreadOnes,
    ...sums(outcomes),
    moreGaps: 0,
    changes: [],
    // Nobody has published who is still at work.
    problems: [],
  };
}
