import type { Severity } from '../model/severity.ts';
import type { Instant } from '../model/time.ts';

/** A night's sweep, or one that an event asked for. */
export interface Run {
  /** `2026-11-26`, or `2026-11-26T04-11-53Z-` and the event's own id: the same start gives the same run. */
  readonly id: string;
  readonly reason: 'schedule' | 'event' | 'person';
  readonly startedAt: Instant;
  readonly endedAt?: Instant;
  readonly accounts?: number;
  /** Of all its accounts; absent: it has not ended. */
  readonly gaps?: number;
  readonly state: 'running' | 'complete' | 'incomplete';
}

/** What a run reads of an account: an event asks for IAM alone, and judges the rest by what the last night read. */
export type Reach = 'all' | 'iam';

/** What came of one account in one run. */
export interface AccountOutcome {
  readonly account: string;
  /** When it was judged. */
  readonly at: Instant;
  /** `unread`: nothing at all could be read. */
  readonly state: 'assessed' | 'unread';
  readonly findings: Readonly<Record<Severity, number>>;
  readonly gaps: number;
  readonly new: number;
  readonly gone: number;
  readonly worse: number;
  /** Plans that are proposed; absent: told by a version that proposed none. */
  readonly proposals?: number;
  /** Regions where findings wait because Security Hub is not enabled. */
  readonly hubOff: readonly string[];
  /** Why else Security Hub did not take everything; empty when all is well, or when nothing was published yet. */
  readonly problems: readonly string[];
  readonly published: boolean;
}

/** The night's name: its day, in UTC. */
export function nightOf(at: Instant): string {
  return at.slice(0, 10);
}

/** The name of a run that an event asked for: it sorts by its moment. */
export function eventRun(at: Instant, eventId: string): string {
  return `${at.slice(0, 19).replaceAll(':', '-')}Z-${eventId}`;
}
