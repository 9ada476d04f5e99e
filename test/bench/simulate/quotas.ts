import type { VirtualClock } from './clock.ts';

/**
 * AWS's published quotas that a night meets, as they stand by default; those of Step Functions in the Regions that have
 * the smaller ones. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html,
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html
 */
export const QUOTAS = {
  /** State transitions: at once, and a second. */
  transitions: { bucket: 800, perSecond: 800 },
  /** StartExecution, by which a Distributed Map begins its items. */
  starts: { bucket: 800, perSecond: 150 },
  /** Functions of the account that run at once. */
  lambdaConcurrency: 1000,
  /** Seconds that a function may run. */
  lambdaTimeout: 900,
  /** BatchImportFindings, calls a second of one account and Region. */
  importsPerSecond: 10,
} as const;

export interface Bucket {
  /** Waits until one more is allowed. */
  take(): Promise<void>;
  /** Seconds that were waited in all. */
  readonly waited: number;
  readonly taken: number;
}

/** A bucket of tokens that fills again by the second. */
export function tokenBucket(
  { bucket, perSecond }: { readonly bucket: number; readonly perSecond: number },
  clock: VirtualClock,
): Bucket {
  let tokens: number = bucket;
  let filledAt = 0;
  let waited = 0;
  let taken = 0;
  return {
    async take() {
      tokens = Math.min(bucket, tokens + (clock.now() - filledAt) * perSecond);
      filledAt = clock.now();
      tokens -= 1;
      taken += 1;
      if (tokens >= 0) return;
      const seconds = -tokens / perSecond;
      waited += seconds;
      await clock.sleep(seconds);
    },
    get waited() {
      return waited;
    },
    get taken() {
      return taken;
    },
  };
}
