import { createHash } from 'node:crypto';
import type { HealthGateway } from '../../../aws/rotation/health.ts';
import { inTime } from '../../../aws/rotation/limits.ts';
import type { OwnTask, OwnTaskGateway } from '../../../aws/rotation/own-task.ts';
import type { Health } from '../../../core/rotation/live.ts';
import type { Plan } from '../../../core/rotation/plan.ts';
import type { Probe } from '../../../core/rotation/where.ts';
import { regionOf } from './gateways.ts';

export interface ProbeLimits {
  readonly times: number;
  readonly probeMs: number;
}

/** Whom a dependent is asked by. */
export interface Probing {
  readonly health: HealthGateway;
  readonly tasks: OwnTaskGateway;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** It was found ill: what is run is run anew. */
  readonly again: boolean;
}

/** All of its probes, each several times: ill when one is, well when all are, and unknown without any. */
export async function healthOf(
  probing: Probing,
  plan: Plan,
  dependent: string,
  limits: ProbeLimits,
): Promise<Health> {
  const { where } = plan;
  // Whoever looks knows what is seen: the prober is told no more than the plan.
  const probes = (where.probes[dependent] ?? []).filter(({ by }) => by !== 'seen');
  if (probes.length === 0) return 'unknown';
  const asked = probes.map((probe) =>
    probe.by === 'task' ? ofTask(probing, plan, dependent, probe) : repeated(probing.health, probe, limits),
  );
  return worst(await Promise.all(asked));
}

/** A task of Fargate takes about as long to start: then the next look finds what it came to. */
const TASK_WAIT_MS = 25_000;

/**
 * One run serves the looks of a while, so that a watch of weeks does not start thousands: long enough that a look finds what
 * an earlier one began. An illness is confirmed by a run of its own.
 */
async function ofTask(
  { tasks, now, again }: Probing,
  { principal, durations }: Plan,
  dependent: string,
  probe: OwnTask,
): Promise<Health> {
  const every = probe.within + 2 * durations.poll;
  const run = JSON.stringify([principal, dependent, probe, Math.floor(now / every), again]);
  const token = createHash('sha256').update(run).digest('hex');
  return inTime(tasks.run(probe, token, TASK_WAIT_MS), 2 * TASK_WAIT_MS).catch(() => 'unknown' as const);
}

async function repeated(
  gateway: HealthGateway,
  probe: Exclude<Probe, OwnTask>,
  { times, probeMs }: ProbeLimits,
): Promise<Health> {
  const answers: Health[] = [];
  for (let time = 0; time < times; time += 1) {
    const answer = await inTime(once(gateway, probe, probeMs), probeMs).catch(() => 'unknown' as const);
    answers.push(answer);
    // One that hangs or is ill is asked again by the next look, and not by this one.
    if (answer !== 'well') break;
  }
  return worst(answers);
}

export function worst(answers: readonly Health[]): Health {
  if (answers.includes('ill')) return 'ill';
  return answers.includes('unknown') ? 'unknown' : 'well';
}

async function once(
  gateway: HealthGateway,
  probe: Exclude<Probe, OwnTask>,
  probeMs: number,
): Promise<Health> {
  switch (probe.by) {
    case 'http':
      return overHttp(probe.url, probe.status, probeMs);
    case 'lambda':
      return gateway.invoked(regionOf(probe.arn), probe.arn);
    case 'alarm':
      return gateway.alarm(probe.region, probe.name);
    case 'ecs-service':
      return gateway.ecsService(probe.region, probe.cluster, probe.service);
    case 'seen':
      return 'unknown';
  }
}

/** Whoever refuses or drops the connection is there and does not serve; whoever is not found or hangs is unknown. */
const NOT_SERVED = /^(ECONNREFUSED|ECONNRESET|UND_ERR_SOCKET)$/;

async function overHttp(url: string, status: number, probeMs: number): Promise<Health> {
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(probeMs) });
    await answer.body?.cancel();
    return answer.status === status ? 'well' : 'ill';
  } catch (error) {
    const code = ((error as Error).cause as { readonly code?: unknown } | undefined)?.code;
    return typeof code === 'string' && NOT_SERVED.test(code) ? 'ill' : 'unknown';
  }
}
