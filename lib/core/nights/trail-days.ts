import { addDays, day, type Instant } from '../model/time.ts';

/** A calendar day in UTC, by which a trail's files lie: `2026-11-26`. Compares as text. */
export type Day = string;

const DAY_HOURS = 24;

/**
 * The days whose files are to be read, newest first, so that what is newest is known when time runs out.
 * @param days how far back, today included; 1 or more
 * @param closed days that were read to their end
 */
export function daysToRead(now: Instant, days: number, closed: ReadonlySet<Day>): readonly Day[] {
  const all = Array.from({ length: days }, (_, back) => day(addDays(now, -back)));
  return all.filter((each) => !closed.has(each));
}

/**
 * Whether no more files of a day are waited for. CloudTrail delivers about 5 minutes late, and promises nothing: a day
 * is looked at again until it ended a whole day ago.
 */
export function isOver(of: Day, now: Instant): boolean {
  const end = addDays(`${of}T00:00:00.000Z`, 1);
  return Date.parse(now) - Date.parse(end) >= DAY_HOURS * 3_600_000;
}

/** The days beside one: an event of midnight may lie in either of two, by which trail delivered it. */
export function daysBeside(of: Day): readonly [Day, Day] {
  const noon = `${of}T12:00:00.000Z`;
  return [day(addDays(noon, -1)), day(addDays(noon, 1))];
}

/** The first day that still counts. */
export function oldestDay(now: Instant, days: number): Day {
  return day(addDays(now, 1 - days));
}
