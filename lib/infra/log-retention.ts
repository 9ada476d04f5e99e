import { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** What CloudWatch Logs can keep, in days, from least to most. */
const KEPT: readonly RetentionDays[] = Object.values(RetentionDays)
  .filter((days) => typeof days === 'number')
  .filter((days) => days !== RetentionDays.INFINITE)
  .toSorted((a, b) => a - b);

/** The shortest retention that keeps logs for at least so many days. */
export function logRetention(days: number): RetentionDays {
  return KEPT.find((kept) => kept.valueOf() >= days) ?? RetentionDays.TEN_YEARS;
}
