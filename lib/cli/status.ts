import { statusText } from '../core/nights/status.ts';
import { safeJson } from '../core/reports/text.ts';
import { openExposuresText } from '../core/rotation/exposure/text.ts';
import { openPlansText } from '../core/rotation/plan-status.ts';
import { InputError } from '../ports/input-error.ts';
import { type Plans, readStatus, type StatusRequest } from '../usecases/night/status.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { withProgress } from './progress.ts';
import type { Surroundings } from './surroundings.ts';

export interface StatusOptions extends StatusRequest {
  readonly format: 'table' | 'json';
  readonly wait?: boolean;
  readonly runbook?: boolean;
}

/**
 * `nightwarden status`: how the last nights of a deployment went, and which plans are under way.
 * @param id of a plan: then how it stands
 */
export async function statusCommand(
  id: string | undefined,
  options: StatusOptions,
  around: Surroundings,
): Promise<ExitCode> {
  if (id !== undefined) {
    const { planStatusCommand } = await import('./plan-status.ts');
    return planStatusCommand(id, options, around);
  }
  const { format, wait, runbook, ...request } = options;
  if (wait === true || runbook === true)
    throw new InputError('--wait and --runbook: expected the id of a plan as well, got none');
  const { stdout, stderr, now } = around;
  const status = await withProgress(stderr, async (progress) => {
    progress.step('reading the deployment');
    const read = await readStatus(request, { now });
    progress.done(`table ${read.table}`);
    return read;
  });
  if (format === 'json') stdout.write(`${safeJson(status)}\n`);
  else
    stdout.write(
      [
        statusText(status),
        openPlansText(status.plans, status.unreadablePlans),
        ...exposureLines(status),
      ].join(''),
    );
  return EXIT.ok;
}

function exposureLines({
  exposures: open,
  unreadableExposures: unreadable,
}: Pick<Plans, 'exposures' | 'unreadableExposures'>): readonly string[] {
  if (open.length === 0 && unreadable.length === 0) return [];
  return ['\n', openExposuresText({ open, unreadable })];
}
