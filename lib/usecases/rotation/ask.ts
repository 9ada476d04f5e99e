import { connect, identify } from '../../aws/connect.ts';
import { systemClock } from '../../aws/pacing.ts';
import { DEFAULT_POLICY } from '../../core/model/policy.ts';
import type { Approval } from '../../core/rotation/plan.ts';
import type { Position, SwitchChange, SwitchTold } from '../../core/rotation/switch-change.ts';
import { NothingReadError } from '../../ports/nothing-read-error.ts';
import type { SwitchId } from '../../ports/rotation.ts';
import { openDeployment } from './deployment.ts';
import { abortPlan, approvePlan, attestCopy, type Requested, type RequestPorts } from './requests.ts';
import { readSwitch, setSwitch } from './switches-table.ts';

export type { Requested } from './requests.ts';

export interface AskOptions {
  readonly profile?: string;
  /** Region of the deployment. */
  readonly region?: string;
  readonly stack?: string;
  readonly table?: string;
}

interface World {
  readonly now: () => Date;
}

/** Approves as whoever AWS says that the caller is. */
export async function askApproval(
  rotation: string,
  what: Approval,
  options: AskOptions,
  world: World,
): Promise<Requested> {
  const by = await callerOf(options);
  return approvePlan(rotation, what, by, await portsOf(options, world));
}

/** Says, as whoever AWS says that the caller is, that a copy was written by hand. */
export async function askAttest(
  rotation: string,
  copy: string,
  options: AskOptions,
  world: World,
): Promise<Requested> {
  const by = await callerOf(options);
  return attestCopy(rotation, copy, by, await portsOf(options, world));
}

export async function askAbort(rotation: string, options: AskOptions, world: World): Promise<Requested> {
  return abortPlan(rotation, await portsOf(options, world));
}

/** Sets a switch as whoever AWS says that the caller is. */
export async function askSwitch(
  which: SwitchId,
  position: Position,
  options: AskOptions,
  { now }: World,
): Promise<SwitchChange> {
  const by = await callerOf(options);
  const clock = { now: () => now().getTime() };
  const { rows, table } = await openDeployment(options, clock);
  return answered(table, () => setSwitch(rows, { which, position, by }, clock));
}

/** How both switches stand. */
export async function tellSwitches(
  options: AskOptions,
  { now }: World,
): Promise<Readonly<Record<SwitchId, SwitchTold>>> {
  const { rows, table } = await openDeployment(options, { now: () => now().getTime() });
  const read = (which: SwitchId) => answered(table, () => readSwitch(rows, which));
  const [rotate, contain] = await Promise.all([read('rotate'), read('contain')]);
  return { rotate, contain };
}

async function answered<T>(table: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new NothingReadError(
      `nobody knows how the switches stand: table ${table} did not answer (${error instanceof Error ? error.name : 'unknown error'})`,
      { cause: error },
    );
  }
}

/** Who asks, as AWS says: approvals of somebody else are told by it. */
export async function callerOf({ profile, region }: Pick<AskOptions, 'profile' | 'region'>): Promise<string> {
  const connection = connect({ profile, budgets: DEFAULT_POLICY.budgets });
  const home = region ?? (await connection.configuredRegion()) ?? 'us-east-1';
  const { arn } = await identify(connection.gateways(home).sts, profile);
  return arn;
}

async function portsOf(options: AskOptions, { now }: World): Promise<RequestPorts> {
  const clock = { now: () => now().getTime() };
  const { ledger, starter, wake } = await openDeployment(options, clock);
  return { ledger, starter, wake, clock, sleep: systemClock.sleep };
}
