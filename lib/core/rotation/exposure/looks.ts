import { createHash } from 'node:crypto';
import type { CheckId, Exposure, Item } from './judge.ts';

/** When a leak that is open is looked into without a person: milliseconds. */
export interface Looks {
  /** Between two looks while a session that it made may still live, and CloudTrail tells of late ones. */
  readonly soon: number;
  /** How long after it was begun to be contained that is. */
  readonly soonFor: number;
  /** Between two looks from then on. */
  readonly later: number;
}

const HOUR = 3_600_000;

/** No session of a role lives longer than 12 hours, none of a user longer than 36. */
export const DEFAULT_LOOKS: Looks = { soon: HOUR, soonFor: 36 * HOUR, later: 24 * HOUR };

/** When a leak is looked into next. @param at when it was begun to be contained, in milliseconds since the epoch */
export function nextLook(at: number, now: number, { soon, soonFor, later }: Looks): number {
  return now < at + soonFor ? now + soon : now + later;
}

/** What a look came to, in brief. */
export interface LookedInto {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** How many things are missing. */
  readonly missing: number;
  /** The checks that they belong to. */
  readonly checks: readonly CheckId[];
}

/** One thing that is missing, and of which check. */
export interface Missing extends Pick<Item, 'id' | 'what' | 'todo'> {
  readonly check: CheckId;
  readonly state: Exclude<Item['state'], 'closed'>;
}

export function missingOf({ checks }: Exposure): readonly Missing[] {
  return checks.flatMap(({ id: check, items }) =>
    items.flatMap(({ id, what, todo, state }) =>
      state === 'closed' ? [] : [{ check, id, what, todo, state }],
    ),
  );
}

export function lookedInto(exposure: Exposure, at: number): LookedInto {
  const missing = missingOf(exposure);
  const open = new Set(missing.map(({ check }) => check));
  return {
    at,
    missing: missing.length,
    checks: exposure.checks.flatMap(({ id }) => (open.has(id) ? [id] : [])),
  };
}

/** What people have not been told of. @param told marks of what they have */
export function untold(exposure: Exposure, told: readonly string[]): readonly Missing[] {
  const known = new Set(told);
  const isTold = (each: Missing, as: Missing['state']) => known.has(markOf({ ...each, state: as }));
  return missingOf(exposure).filter(
    (each) => !isTold(each, 'open') && !(each.state === 'unknown' && isTold(each, 'unknown')),
  );
}

/** More are not kept: the oldest would be told of again. */
const MOST_MARKS = 4000;

/**
 * What people have been told of once all that is missing was told. What was open and is seen closed may open again, and is
 * told of again then. What could not be read is told of once for good, for reads fail now and then; what was not looked at
 * this time stays told.
 */
export function toldNow(exposure: Exposure, told: readonly string[]): readonly string[] {
  const closed = exposure.checks.flatMap(({ id: check, items }) =>
    items.flatMap(({ id, state }) => (state === 'closed' ? [markOf({ check, id, state: 'open' })] : [])),
  );
  const missing = missingOf(exposure).map(markOf);
  const gone = new Set([...closed, ...missing]);
  return [...told.filter((mark) => !gone.has(mark)), ...missing].slice(-MOST_MARKS);
}

/** Short, whatever the id is made of. */
function markOf({ check, id, state }: Pick<Missing, 'check' | 'id' | 'state'>): string {
  return createHash('sha256').update([check, state, id].join('\n')).digest('hex').slice(0, 16);
}
