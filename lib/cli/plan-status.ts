import { printable, safeJson } from '../core/reports/text.ts';
import type { PlanStatus } from '../core/rotation/plan-status.ts';
import { planStatusText } from '../core/rotation/plan-status.ts';
import type { AskOptions } from '../usecases/rotation/ask.ts';
import { followPlan } from '../usecases/rotation/follow.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Surroundings } from './surroundings.ts';

export interface PlanStatusOptions extends AskOptions {
  readonly format: 'table' | 'json';
  readonly wait?: boolean;
  readonly runbook?: boolean;
}

/** `nightwarden status ID`: how one plan stands; its exit code says how it ended. */
export async function planStatusCommand(
  id: string,
  { format, wait = false, runbook = false, ...options }: PlanStatusOptions,
  { stdout, stderr, now }: Surroundings,
): Promise<ExitCode> {
  const status = await followPlan(id, options, {
    now,
    wait,
    onLine: (line) => stderr.write(`${printable(line)}\n`),
  });
  if (runbook) stdout.write(status.runbook);
  else if (format === 'json') stdout.write(`${safeJson(status)}\n`);
  else stdout.write(planStatusText(status));
  return planExit(status.state);
}

/** 5 refused · 6 rolled back · 7 blocked or parked, also when contain has taken over · 0 on its way, or done. */
export function planExit(state: PlanStatus['state']): ExitCode {
  switch (state) {
    case 'refused':
      return EXIT.refused;
    case 'restored':
      return EXIT.rolledBack;
    case 'blocked':
    case 'parked':
    case 'superseded':
      return EXIT.blocked;
    case 'going':
    case 'done':
      return EXIT.ok;
  }
}
