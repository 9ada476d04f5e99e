/**
 * AWS's published prices in US dollars, us-east-1, beyond any free tier, looked up on the date below in public copies.
 * https://aws.amazon.com/step-functions/pricing/ · https://aws.amazon.com/lambda/pricing/ (Arm) ·
 * https://aws.amazon.com/s3/pricing/ · https://aws.amazon.com/dynamodb/pricing/on-demand/ ·
 * https://aws.amazon.com/security-hub/pricing/ · https://aws.amazon.com/cloudwatch/pricing/ · https://aws.amazon.com/kms/pricing/
 */
export const PRICES = {
  readOn: '2026-11-26',
  transition: 0.025 / 1_000,
  lambdaRequest: 0.2 / 1_000_000,
  lambdaGbSecond: 0.000_013_333_4,
  s3Write: 0.005 / 1_000,
  s3Read: 0.000_4 / 1_000,
  tableWrite: 0.625 / 1_000_000,
  tableRead: 0.125 / 1_000_000,
  /** Above 10,000 a month of an account and Region. */
  findingImported: 0.000_03,
  alarmMonth: 0.1,
  keyMonth: 1,
} as const;

/** What a night uses that AWS charges for. */
export interface Used {
  readonly transitions: number;
  readonly lambdaRequests: number;
  readonly lambdaGbSeconds: number;
  /** Objects written, and lists. */
  readonly s3Writes: number;
  readonly s3Reads: number;
  readonly tableWrites: number;
  readonly tableReads: number;
  readonly findingsImported: number;
}

export const NOTHING_USED: Used = {
  transitions: 0,
  lambdaRequests: 0,
  lambdaGbSeconds: 0,
  s3Writes: 0,
  s3Reads: 0,
  tableWrites: 0,
  tableReads: 0,
  findingsImported: 0,
};

/** US dollars of a night, by what they are for. */
export function costOf(
  used: Used,
): Readonly<Record<'Step Functions' | 'Lambda' | 'S3' | 'DynamoDB' | 'Security Hub', number>> {
  return {
    'Step Functions': used.transitions * PRICES.transition,
    Lambda: used.lambdaRequests * PRICES.lambdaRequest + used.lambdaGbSeconds * PRICES.lambdaGbSecond,
    S3: used.s3Writes * PRICES.s3Write + used.s3Reads * PRICES.s3Read,
    DynamoDB: used.tableWrites * PRICES.tableWrite + used.tableReads * PRICES.tableRead,
    'Security Hub': used.findingsImported * PRICES.findingImported,
  };
}

export function sumOf(cost: ReturnType<typeof costOf>): number {
  return Object.values(cost).reduce((sum, each) => sum + each, 0);
}
