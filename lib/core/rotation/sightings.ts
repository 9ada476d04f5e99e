import type { Place, Row } from './ledger.ts';
import type { Health } from './live.ts';
import type { KeyId, PlannedDependent } from './plan.ts';
import { copyAt, wasPublished } from './published.ts';
import { isFrom, type UseEvent } from './uses.ts';

/** The probe `seen`: a dependent is well when its own addresses are seen using the key that its copy is meant to hold. */

/** Which key, and since when its use counts, in milliseconds since the epoch. */
export interface Sought {
  readonly key: KeyId;
  readonly since: number;
}

/** Steps of a wave that come after its own copy was published. */
const AFTER_PUBLISH: ReadonlySet<string> = new Set(['refresh', 'confirm']);
const BEFORE_PUBLISH: ReadonlySet<string> = new Set(['issue', 'stage', 'prove']);

/**
 * What is looked for of a dependent. Of a new key each use counts: nobody had it before it was published. Of the old one
 * those since it was put back; where it never left, those within the watch.
 * @param now milliseconds since the epoch
 * @returns null: its copy is meant to hold none that is known
 */
export function soughtOf(row: Row, { copy }: PlannedDependent, now: number): Sought | null {
  const { plan, newKey, times } = row;
  const at = plan.copies.findIndex(({ id }) => id === copy);
  const isPublished = wasPublished(row, plan.copies[at]);
  if (isGoingBack(row.place)) {
    const { published } = times;
    return {
      key: plan.key,
      since: isPublished && published !== null ? published : now - plan.durations.watch,
    };
  }
  if (holdsNew(row, at)) return newKey === null ? null : { key: newKey, since: Number.NEGATIVE_INFINITY };
  return { key: plan.key, since: now - plan.durations.watch };
}

function isGoingBack({ table }: Place): boolean {
  return table === 'rollback' || table === 'restore' || table === 'revive';
}

function holdsNew(row: Row, at: number): boolean {
  // Beside its own way a plan stands where it goes back to.
  const { step, copy } = row.back ?? row.place;
  if (BEFORE_PUBLISH.has(step)) return false;
  if (step !== 'publish' && !AFTER_PUBLISH.has(step)) return true;
  return at < copy || (at === copy && copyAt(row) !== undefined && AFTER_PUBLISH.has(step));
}

/** @returns never ill: who is not seen may have had nothing to do */
export function healthBySight(
  row: Row,
  { id }: PlannedDependent,
  { since }: Sought,
  events: readonly UseEvent[],
): Health {
  const sources = row.plan.where.seenAs[id]?.sources ?? [];
  return events.some((event) => event.at >= since && isFrom(event, sources)) ? 'well' : 'unknown';
}
