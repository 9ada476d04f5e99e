import type { Instant } from '../../core/model/time.ts';
import { isDue } from '../turns.ts';
import type { BookedUser } from './key-book.ts';
import type { ReportKey } from './parse-credential-report.ts';
import { isWatched, type ListedUser } from './users.ts';

/**
 * How far clocks may differ, how long AWS may take to make a report, and how late CloudTrail may tell of an event
 * (about 5 minutes as a rule): docs/decisions/0008-key-ids-between-nights.md.
 */
export const MARGIN_MS = 15 * 60_000;

export interface Tonight {
  readonly now: Instant;
  /** Lower case: key ids, user names, ARNs and tag values. */
  readonly watched: ReadonlySet<string>;
}

/**
 * Whether the keys that a user had when they were listed last are, by the credential report, those of now. What
 * CloudTrail tells of the time since the report is for the caller to ask.
 */
export function agreesWithReport(user: ListedUser, booked: BookedUser | undefined, night: Tonight): boolean {
  if (booked === undefined || user.row === undefined) return false;
  // A user of the same name may be another by now.
  if (user.id === undefined || user.id !== booked.id) return false;
  if (
    user.watched ||
    isWatched(
      booked.keys.map((key) => key.AccessKeyId),
      night.watched,
    )
  )
    return false;
  if (isDue(user.arn, booked.listedAt, night.now)) return false;
  return isSettled(booked) && sameKeys(booked.keys, user.row.keys);
}

/**
 * The report knows keys by creation time and status alone, so two keys of one second can't be told apart, nor can a
 * key that was listed as soon as it was made be told from one that took its place within that second.
 */
function isSettled({ keys, listedAt }: BookedUser): boolean {
  const seconds = new Set(keys.map(({ CreateDate }) => secondOf(CreateDate)));
  const latest = secondOf(new Date(Date.parse(listedAt) - MARGIN_MS).toISOString());
  return seconds.size === keys.length && [...seconds].every((second) => second !== '' && second < latest);
}

function sameKeys(booked: BookedUser['keys'], reported: readonly ReportKey[]): boolean {
  if (booked.length !== reported.length) return false;
  const told = new Map(reported.map(({ createdAt, active }) => [secondOf(createdAt ?? undefined), active]));
  return booked.every(({ CreateDate, Status }) => told.get(secondOf(CreateDate)) === (Status === 'Active'));
}

function secondOf(at: Instant | undefined): string {
  return at === undefined ? '' : at.slice(0, 19);
}
