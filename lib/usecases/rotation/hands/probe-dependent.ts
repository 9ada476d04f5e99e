import type { HealthGateway } from '../../../aws/rotation/health.ts';
import { inTime } from '../../../aws/rotation/limits.ts';
import type { Health } from '../../../core/rotation/live.ts';
import type { Plan } from '../../../core/rotation/plan.ts';
import type { Probe } from '../../../core/rotation/where.ts';
import { regionOf } from './gateways.ts';

export interface ProbeLimits {
  readonly times: number;
  readonly probeMs: number;
}

/** All of its probes, each several times: ill when one is, well when all are, and unknown without any. */
export async function healthOf(
  gateway: HealthGateway,
  { where }: Plan,
  dependent: string,
  limits: ProbeLimits,
): Promise<Health> {
  // Whoever looks knows what is seen: the prober is told no more than the plan.
  const probes = (where.probes[dependent] ?? []).filter(({ by }) => by !== 'seen');
  if (probes.length === 0) return 'unknown';
  return worst(await Promise.all(probes.map((probe) => repeated(gateway, probe, limits))));
}

async function repeated(
  gateway: HealthGateway,
  probe: Probe,
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

async function once(gateway: HealthGateway, probe: Probe, probeMs: number): Promise<Health> {
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
