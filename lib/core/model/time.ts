/** A moment, ISO 8601 in UTC with milliseconds: `2026-11-22T03:00:00.000Z`. Compares as text. */
export type Instant = string;

const DAY_MS = 86_400_000;

/**
 * Reads a moment in any ISO 8601 form that AWS writes (`Z`, `+00:00`, with or without milliseconds).
 * @returns the moment in UTC, or undefined when the text is not a moment
 */
export function parseInstant(text: string): Instant | undefined {
  if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(text))
    return undefined;
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(text) || text.length === 10 ? text : `${text}Z`;
  const ms = Date.parse(zoned);
  if (Number.isNaN(ms)) return undefined;
  const at = new Date(ms).toISOString();
  const sameDay = at.startsWith(text.slice(0, 10));
  return sameDay || isCalendarDay(text.slice(0, 10)) ? at : undefined;
}

/** JavaScript reads the 30th of February as the 2nd of March; a date that does not exist is a fault, not another date. */
function isCalendarDay(text: string): boolean {
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === text;
}

/**
 * Whole days from one moment to a later one, rounded down: a key made 90 days and 23 hours ago is 90 days old.
 * @returns days, negative when `to` lies before `from`
 */
export function wholeDays(from: Instant, to: Instant): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** The moment `days` after `from` (before it when negative). */
export function addDays(from: Instant, days: number): Instant {
  return new Date(Date.parse(from) + days * DAY_MS).toISOString();
}

/** The calendar day of a moment, for texts that people read: `2026-11-22`. */
export function day(at: Instant): string {
  return at.slice(0, 10);
}

/** The later of two moments, either of which may be absent. */
export function latest(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  return a > b ? a : b;
}
