import { connect, identify } from '../../aws/connect.ts';
import { systemClock } from '../../aws/pacing.ts';
import { DEFAULT_POLICY } from '../../core/model/policy.ts';
import type { Approval } from '../../core/rotation/plan.ts';
import { openDeployment } from './deployment.ts';
import { abortPlan, approvePlan, type Requested, type RequestPorts } from './requests.ts';

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
  const { profile } = options;
  const connection = connect({ profile, budgets: DEFAULT_POLICY.budgets });
  const home = options.region ?? (await connection.configuredRegion()) ?? 'us-east-1';
  const { arn } = await identify(connection.gateways(home).sts, profile);
  return approvePlan(rotation, what, arn, await portsOf(options, world));
}

export async function askAbort(rotation: string, options: AskOptions, world: World): Promise<Requested> {
  return abortPlan(rotation, await portsOf(options, world));
}

async function portsOf(options: AskOptions, { now }: World): Promise<RequestPorts> {
  const clock = { now: () => now().getTime() };
  const { ledger, starter } = await openDeployment(options, clock);
  return { ledger, starter, clock, sleep: systemClock.sleep };
}
