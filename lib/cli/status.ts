import { statusText } from '../core/nights/status.ts';
import { safeJson } from '../core/reports/text.ts';
import { InputError } from '../ports/input-error.ts';
import { readStatus, type StatusRequest } from '../usecases/night/status.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { withProgress } from './progress.ts';
import type { Surroundings } from './surroundings.ts';

export interface StatusOptions extends StatusRequest {
  readonly format: 'table' | 'json';
}

/**
 * `nightwarden status`: how the last nights of a deployment went.
 * @param id of a plan that is carried out
 */
export async function statusCommand(
  id: string | undefined,
  { format, ...request }: StatusOptions,
  { stdout, stderr, now }: Surroundings,
): Promise<ExitCode> {
  if (id !== undefined)
    throw new InputError('status ID: no plan can be carried out yet; without an ID it shows the last nights');
  const status = await withProgress(stderr, async (progress) => {
    progress.step('reading the deployment');
    const read = await readStatus(request, { now });
    progress.done(`table ${read.table}`);
    return read;
  });
  stdout.write(format === 'json' ? `${safeJson(status)}\n` : statusText(status));
  return EXIT.ok;
}
