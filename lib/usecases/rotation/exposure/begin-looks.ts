import { dueNow } from '../../../core/rotation/exposure/open.ts';
import type { RotationClock } from '../../../ports/rotation.ts';
import { known } from '../known.ts';
import type { Exposures } from './exposures-table.ts';

export interface BeginLooksPorts {
  readonly exposures: Pick<Exposures, 'open' | 'beginLook'>;
  readonly clock: RotationClock;
  /** Starts the worker that looks into one, and does not wait for it. */
  readonly start: (rotation: string) => Promise<void>;
}

/**
 * Starts a worker for each leak that is to be looked into now, and waits for none.
 * @returns those of which none could be started: they are due again in a while
 */
export async function beginLooks({
  exposures,
  clock,
  start,
}: BeginLooksPorts): Promise<readonly { readonly rotation: string; readonly cause: unknown }[]> {
  const now = clock.now();
  const leaks = await known(() => exposures.open());
  // Whoever is paged by the same run is told that they can't be read.
  if (leaks === 'unknown') return [];
  const begun = dueNow(leaks.open, now).map(async ({ rotation, begun: before }) => {
    try {
      if (await exposures.beginLook(rotation, now, before)) await start(rotation);
      return [];
    } catch (cause) {
      return [{ rotation, cause }];
    }
  });
  return (await Promise.all(begun)).flat();
}
