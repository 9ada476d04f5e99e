import type { Snapshot } from '../../model/snapshot.ts';
import { hasEnvironment } from '../../model/workload.ts';
import { hidesCopy } from '../build/gaps.ts';
import type { ExposureFacts, Holding } from './judge.ts';

/** Where a copy of what leaked lies, and where one may lie that could not be read. */
export type Places = Pick<ExposureFacts, 'holdings' | 'placeGaps'>;

/**
 * What an account as it was read tells of copies.
 * @param targets every key that leaked
 * @param unread Regions that nobody looked into, as texts
 */
export function placesIn(
  { workloads, gaps }: Pick<Snapshot, 'workloads' | 'gaps'>,
  targets: readonly string[],
  unread: readonly string[],
): Places {
  const places = gaps.filter(hidesCopy).map(({ missing, reason, scope }) => {
    const where = scope.region === undefined ? '' : ` in ${scope.region}`;
    return `${missing}${where} (${reason})`;
  });
  return { holdings: holdingsOf(workloads, new Set(targets)), placeGaps: [...places, ...unread] };
}

function holdingsOf(workloads: Snapshot['workloads'], targets: ReadonlySet<string>): readonly Holding[] {
  return workloads.flatMap(({ arn, type, environment }) =>
    environment.state !== 'read'
      ? []
      : environment.variables
          .filter(({ keyId }) => keyId !== undefined && targets.has(keyId))
          .map(({ name }) => ({ arn, where: hasEnvironment(type) ? `environment variable ${name}` : name })),
  );
}

const DAY = 86_400_000;
/** Nights read an account daily: older than this, and one was missed. */
const STALE_MS = 2 * DAY;

/**
 * Why a reading that was kept does not tell how an account is now, as texts that stay the same from look to look.
 * @param takenAt milliseconds since the epoch
 * @param leakedAt when it was begun to be contained
 */
export function staleness(takenAt: number, leakedAt: number, now: number): readonly string[] {
  if (takenAt < leakedAt) return ['the account since it leaked: no night has read all of it since'];
  return now - takenAt > STALE_MS ? ['the account as it is now: no night has read it for two days'] : [];
}
