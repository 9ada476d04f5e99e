/** The Region in an ARN (`eu-west-1`); empty for a global resource, and for what is no ARN. */
export function regionOf(arn: unknown): string {
  return typeof arn === 'string' ? (arn.split(':')[3] ?? '') : '';
}

/** Whether an ARN is that of an account's root. */
export function isRootArn(arn: string | null): boolean {
  return arn?.endsWith(':root') ?? false;
}
