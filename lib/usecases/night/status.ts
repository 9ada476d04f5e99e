import { awsClients } from '../../aws/clients.ts';
import { dynamoTable, type Table } from '../../aws/dynamodb.ts';
import type { Run } from '../../core/nights/run.ts';
import { nextSteps, nightsOf, type Status } from '../../core/nights/status.ts';
import type { Summary } from '../../core/nights/summary.ts';
import type { OpenExposure } from '../../core/rotation/exposure/open.ts';
import { isEnded } from '../../core/rotation/ledger.ts';
import { type OpenPlan, openPlan } from '../../core/rotation/plan-status.ts';
import { InputError } from '../../ports/input-error.ts';
import type { NightState } from '../../ports/night-state.ts';
import { NothingReadError } from '../../ports/nothing-read-error.ts';
import { exposuresTable } from '../rotation/exposure/exposures-table.ts';
import { ledgerTable } from '../rotation/ledger-table.ts';
import { type DeploymentPlace, deploymentOf, unread } from './deployment.ts';
import { stateTable } from './state-table.ts';
import { sums } from './summarise.ts';

export interface StatusRequest extends DeploymentPlace {
  readonly profile?: string;
}

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
): Promise<Status & Plans> {
  const { profile } = request;
  const clients = awsClients({ budgets: BUDGETS, ...(profile === undefined ? {} : { profile }) });
  const { region, table } = await deploymentOf(clients, request);
  const rows = dynamoTable(clients, region, table);
  const state = stateTable(rows, { runsUntil: () => 0 });
  try {
    const open = await plansIn(rows, now);
    const nights = await statusOf(state, now, open);
    return { schema: 'nightwarden.status/1', table, region, ...nights, ...open };
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

/** The plans that are under way, beside the nights. */
export interface Plans {
  readonly plans: readonly OpenPlan[];
  /** Ids of plans of which nobody knows how they stand. */
  readonly unreadablePlans: readonly string[];
  /** Leaks that were contained, and that nobody has seen closed. */
  readonly exposures: readonly OpenExposure[];
  /** Plans of leaks of which nobody knows how they stand. */
  readonly unreadableExposures: readonly string[];
}

/** A person only looks: nothing is written, so nothing is ever kept for a time. */
async function plansIn(table: Table, now: () => Date): Promise<Plans> {
  const ledger = ledgerTable(table, { clock: { now: () => now().getTime() }, keptMs: 0, landsWithinMs: 0 });
  const [{ rows, unreadable }, leaks] = await Promise.all([ledger.open(), exposuresTable(table).open()]);
  return {
    exposures: leaks.open,
    unreadableExposures: leaks.unreadable,
    plans: rows.filter((row) => !isEnded(row)).map(openPlan),
    unreadablePlans: unreadable.map(({ rotation }) => rotation),
  };
}

/** Enough to find a week of nights behind the runs that events asked for. */
const RUNS_LOOKED_AT = 200;

const FIRST_RUN =
  "there was no run yet: start one with aws stepfunctions start-execution and SweepMachineArn of the stack's outputs";

/**
 * @param plans those that are under way: there may be some before the first night
 * @throws {NothingReadError} when there was no run yet, and no plan
 */
export async function statusOf(
  state: Pick<NightState, 'recent' | 'summary' | 'outcomes'>,
  now: () => Date,
  { plans, unreadablePlans }: Pick<Plans, 'plans' | 'unreadablePlans'> = { plans: [], unreadablePlans: [] },
): Promise<Pick<Status, 'last' | 'nights' | 'eventRuns' | 'next'>> {
  const { newest, nights, eventRuns } = nightsOf(await state.recent(RUNS_LOOKED_AT));
  if (newest === undefined) {
    if (plans.length + unreadablePlans.length === 0) throw new NothingReadError(FIRST_RUN);
    return { last: null, nights, eventRuns, next: [FIRST_RUN] };
  }
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
