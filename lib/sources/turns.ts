import { createHash } from 'node:crypto';
import { addDays, day, type Instant } from '../core/model/time.ts';

/** Reads that can't be made of everybody each night are shared out over so many. */
export const NIGHTS = 7;
const DAY_MS = 86_400_000;

/**
 * Whether a subject is to be read now: never read, not within the week, or it is its day of the week (UTC) and it was
 * not read on that day yet.
 * @param readAt when it was read last; undefined: never
 */
export function isDue(subject: string, readAt: Instant | undefined, now: Instant): boolean {
  if (readAt === undefined || !isFresh(readAt, now)) return true;
  return (
    hashOf(subject) % NIGHTS === Math.floor(Date.parse(now) / DAY_MS) % NIGHTS && day(readAt) !== day(now)
  );
}

/** Whether what was read at a moment is a week old or less; a date still to come was not read by this clock. */
export function isFresh(readAt: Instant, now: Instant): boolean {
  return readAt <= now && readAt >= addDays(now, -NIGHTS);
}

/** The same for a subject each night and on each machine, and spread evenly. */
export function hashOf(subject: string): number {
  return Number.parseInt(createHash('sha256').update(subject).digest('hex').slice(0, 8), 16);
}
