import type { Subject } from '../model/estate.ts';
import { addDays, day, type Instant, latest, wholeDays } from '../model/time.ts';

/** An age, or why there is none to judge by. */
export type Age = { readonly since: Instant; readonly days: number } | { readonly unknown: string };

/** The whole days since a moment; a moment that is not known, or lies ahead, gives no age. */
export function ageOf(what: string, since: Instant | null, takenAt: Instant): Age {
  if (since === null) return { unknown: `${what} was not read` };
  if (since > takenAt)
    return { unknown: `${what}, ${day(since)}, lies after the moment of judging, ${day(takenAt)}` };
  return { since, days: wholeDays(since, takenAt) };
}

/**
 * How far behind the moment of judging a source may be and still count as today's: the credential report may be
 * 4 hours old, and a sweep takes time.
 */
const FRESH_DAYS = 1;

/** The moment up to which "not used" is known: an export that lags says nothing of the days since. */
export function knownUntil(asOf: Instant, takenAt: Instant): Instant {
  return addDays(asOf, FRESH_DAYS) >= takenAt ? takenAt : asOf;
}

/** The newest use that any source shows. */
export function lastSeen({ credential, usage }: Subject): Instant | undefined {
  const { lastUsed } = credential;
  return latest(lastUsed.state === 'used' ? lastUsed.at : undefined, usage?.lastSeen);
}

/** Whether a moment lies ahead by more than a sweep's own duration. */
export function isAhead(at: Instant, takenAt: Instant): boolean {
  return at > addDays(takenAt, FRESH_DAYS);
}

const IN_USE_DAYS = 30;

/** Whether somebody used it within the 30 days before the moment of judging. */
export function isInUse(subject: Subject, takenAt: Instant): boolean {
  const seen = lastSeen(subject);
  return seen !== undefined && !isAhead(seen, takenAt) && wholeDays(seen, takenAt) <= IN_USE_DAYS;
}

export type UsedSince = 'yes' | 'no' | 'unknown';

/**
 * Whether a credential was used after a moment. Sources that tell only the day (Secrets Manager) can't say it of that
 * very day.
 */
export function usedSince({ credential, usage }: Subject, moment: Instant): UsedSince {
  const { lastUsed } = credential;
  if (usage !== undefined && usage.lastSeen > moment) return 'yes';
  if (lastUsed.state === 'unknown') return 'unknown';
  if (lastUsed.state === 'used' && lastUsed.at > moment) return 'yes';
  if (lastUsed.asOf < moment) return 'unknown';
  const onThatDay = lastUsed.state === 'used' && day(lastUsed.at) === day(moment);
  return credential.kind === 'secret' && onThatDay ? 'unknown' : 'no';
}
