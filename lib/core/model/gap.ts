import type { Fact } from './facts.ts';

export interface Scope {
  readonly account: string;
  /** Absent: the whole account. */
  readonly region?: string;
  /** A credential id or a principal's ARN. Absent: everything in the account or Region. */
  readonly subject?: string;
}

/** Something a source could not read. */
export interface SourceGap {
  readonly scope: Scope;
  /** The IAM action (`iam:ListAccessKeys`) or the file (`access-keys.json`) that would fill the gap. */
  readonly missing: string;
  /** What happened, in one line and without any secret value. */
  readonly reason: string;
  /** What to do, in one line. */
  readonly remedy: string;
  /** What it hides. */
  readonly facts: readonly Fact[];
  /** True when what was handed over is damaged or wrong (exit code 2), not merely absent or denied. */
  readonly badInput?: boolean;
}

/** Something unread, told with what it keeps us from judging. Never a finding and never clean. */
export interface Gap {
  /** Stable over nights: account, Region, subject and what is missing. */
  readonly id: string;
  readonly scope: Scope;
  readonly missing: string;
  readonly reason: string;
  readonly remedy: string;
  /** Ids of the detectors that could not judge everything, or anything, because of it. */
  readonly detectors: readonly string[];
  /** Credentials known to be left unjudged; 0 when not even their number is known. */
  readonly subjects: number;
  readonly badInput?: boolean;
}
