import { systemClock } from '../../aws/pacing.ts';
import { type PlanStatus, planStatus, rests } from '../../core/rotation/plan-status.ts';
import { InputError } from '../../ports/input-error.ts';
import type { RotationHistory, RotationLedger } from '../../ports/rotation.ts';
import type { AskOptions } from './ask.ts';
import { openDeployment } from './deployment.ts';

export interface Following {
  readonly now: () => Date;
  /** Until nothing more happens by itself. */
  readonly wait: boolean;
  /** Told each line of the timeline as it comes, while waiting. */
  readonly onLine: (line: string) => void;
}

const EVERY_MS = 2_000;

/**
 * How one plan stands, or stood when it came to rest.
 * @throws {InputError} when there is no such plan
 */
export async function followPlan(
  rotation: string,
  options: AskOptions,
  following: Following,
): Promise<PlanStatus> {
  const { now } = following;
  const { ledger } = await openDeployment(options, { now: () => now().getTime() });
  return follow(rotation, ledger, { ...following, sleep: systemClock.sleep });
}

export async function follow(
  rotation: string,
  ledger: Pick<RotationLedger, 'read'> & RotationHistory,
  { wait, onLine, sleep }: Omit<Following, 'now'> & { readonly sleep: (ms: number) => Promise<void> },
): Promise<PlanStatus> {
  let told = 0;
  for (;;) {
    const row = await ledger.read(rotation);
    if (row === undefined)
      throw new InputError(
        `${JSON.stringify(rotation.slice(0, 80))}: no such plan: nightwarden status lists those that are under way`,
      );
    const status = planStatus(row, await ledger.of(rotation));
    if (!wait || rests(row)) return status;
    for (const line of status.timeline.slice(told)) onLine(line);
    told = status.timeline.length;
    await sleep(EVERY_MS);
  }
}
