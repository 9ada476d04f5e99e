import type { Instant } from './time.ts';

/** When a principal last tried to reach each service that its policies allow, as IAM tells it for the last 400 days. */
export interface ServiceAccess {
  /** ARN of the user or role. */
  readonly principal: string;
  /** The moment up to which it is told: IAM lags by up to 4 hours, and a rota may have read it days ago. */
  readonly asOf: Instant;
  readonly services: readonly {
    /** IAM's prefix of the service: `s3`, `codecommit`. */
    readonly namespace: string;
    /** null: not within the tracking period. */
    readonly lastUsedAt: Instant | null;
  }[];
}
