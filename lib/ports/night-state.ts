import type { Instant } from '../core/model/time.ts';
import type { AccountOutcome, Reach, Run } from '../core/nights/run.ts';
import type { Summary } from '../core/nights/summary.ts';

/** What is known of a finding over nights. */
export interface FindingRecord {
  readonly id: string;
  readonly severity: string;
  readonly score: number;
  readonly title: string;
  readonly subject: string;
  readonly state: 'open' | 'gone';
  readonly firstSeenAt: Instant;
  /** The night that last changed it. */
  readonly changedAt: Instant;
}

/** What is known of a credential over nights. */
export interface CredentialRecord {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly owner: string | null;
  readonly environment: string | null;
  readonly firstSeenAt: Instant;
  readonly changedAt: Instant;
}

/** Which run last judged an account, the one before it, and the last that read all of it. */
export interface Latest {
  readonly run: string;
  readonly previous: string | null;
  /** null: none has yet. */
  readonly full: string | null;
}

/** The state between nights: which runs there were, and what each account holds. Every write can be repeated. */
export interface NightState {
  /** @returns the run as it stands: a run that has begun before is not begun again */
  begin(run: Run): Promise<Run>;
  /** @returns undefined when nobody began it */
  run(id: string): Promise<Run | undefined>;
  /** Newest first. */
  recent(limit: number): Promise<readonly Run[]>;
  end(run: Run): Promise<void>;
  told(run: string, outcome: AccountOutcome): Promise<void>;
  outcomes(run: string): Promise<readonly AccountOutcome[]>;
  /** Keeps what came of a run in all its accounts. */
  addedUp(summary: Summary): Promise<void>;
  /** @returns undefined when the run was not added up */
  summary(run: string): Promise<Summary | undefined>;
  latest(account: string): Promise<Latest | undefined>;
  /** Sets the newest run of an account; the one that stood there becomes the previous one, unless it is the same. */
  advance(account: string, run: string, reach: Reach): Promise<Latest>;
  saveFindings(account: string, records: readonly FindingRecord[]): Promise<void>;
  saveCredentials(account: string, records: readonly CredentialRecord[]): Promise<void>;
}
