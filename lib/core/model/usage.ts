import type { Instant } from './time.ts';

/** What CloudTrail shows of one access key or session. Each event counts once. */
export interface Usage {
  /** Of a console password: the credential's id (`arn:…:user/ana#login-profile`), and its sign-ins are the calls. */
  readonly accessKeyId: string;
  readonly calls: number;
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  /** Distinct values, sorted, at most {@link USAGE_SAMPLE} of each; the counts are whole. */
  readonly sourceIps: readonly string[];
  readonly userAgents: readonly string[];
  readonly events: readonly string[];
  readonly regions: readonly string[];
  readonly counts: {
    readonly sourceIps: number;
    readonly userAgents: number;
    readonly events: number;
    readonly regions: number;
    /** Calls that ended in an error. */
    readonly errors: number;
  };
}

/** CloudTrail shows that an access key was deactivated, and not activated again since. IAM itself does not tell when. */
export interface Deactivation {
  readonly accessKeyId: string;
  readonly at: Instant;
}

/** How many distinct values of a kind a usage keeps for people to read. */
export const USAGE_SAMPLE = 20;
