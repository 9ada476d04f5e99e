import type { Row } from '../../../core/rotation/ledger.ts';
import type { Health, Known } from '../../../core/rotation/live.ts';
import type { KeyId } from '../../../core/rotation/plan.ts';
import { healthBySight, type Sought, soughtOf } from '../../../core/rotation/sightings.ts';
import type { UseEvent } from '../../../core/rotation/uses.ts';
import type { KindHands } from '../kinds/kind.ts';
import { worst } from './probe-dependent.ts';
import type { Reading } from './reading.ts';

interface Looking {
  readonly kind: KindHands;
  readonly row: Row;
  /** Ids of the dependents that are asked for. */
  readonly asked: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly reading: Reading;
}

type Healths = Readonly<Record<string, Health>>;

/**
 * Health by the probe `seen`, of those who have it. It makes no call with any credential, and of the watched key asks for
 * no more than anybody may read.
 */
export async function healthSeen({ kind, row, asked, now, reading }: Looking): Promise<Healths> {
  const all = row.plan.dependents.flatMap((dependent) => {
    const hasIt = row.plan.where.probes[dependent.id]?.some(({ by }) => by === 'seen') === true;
    return hasIt && asked.includes(dependent.id)
      ? [{ dependent, sought: soughtOf(row, dependent, now) }]
      : [];
  });
  const keys = Map.groupBy(
    all.flatMap(({ sought }) => sought ?? []),
    ({ key }) => key,
  );
  const read = [...keys].map(
    async ([key, soughts]) => [key, await sightings(kind, key, soughts, reading)] as const,
  );
  const events: ReadonlyMap<KeyId, Known<readonly UseEvent[]>> = new Map(await Promise.all(read));
  return Object.fromEntries(
    all.map(({ dependent, sought }) => {
      const found = sought === null ? 'unknown' : (events.get(sought.key) ?? 'unknown');
      if (sought === null || found === 'unknown') return [dependent.id, 'unknown'];
      return [dependent.id, healthBySight(row, dependent, sought, found)];
    }),
  );
}

/** One reading for all who are to use the same key. */
function sightings(
  { sightings: read }: KindHands,
  key: KeyId,
  soughts: readonly Sought[],
  reading: Reading,
): Promise<Known<readonly UseEvent[]>> {
  if (read === undefined) return Promise.resolve('unknown');
  const since = Math.min(...soughts.map((sought) => sought.since));
  return reading('who uses the key', () => read(key, since));
}

/** What the prober found and what was seen, as one: whoever has no other probe is told by what was seen alone. */
export function withSeen({ plan }: Row, probed: Healths, seen: Healths): Healths {
  const both = Object.entries(seen).map(([id, health]) => {
    const isAlone = plan.where.probes[id]?.every(({ by }) => by === 'seen') === true;
    return [id, isAlone ? health : worst([probed[id] ?? 'unknown', health])] as const;
  });
  return { ...probed, ...Object.fromEntries(both) };
}
