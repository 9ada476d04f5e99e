/** The Region in an ARN (`eu-west-1`); empty for a global resource, and for what is no ARN. */
export function regionOf(arn: unknown): string {
  return typeof arn === 'string' ? (arn.split(':')[3] ?? '') : '';
}

/** `ci` of `arn:aws:iam::111122223333:user/bots/ci`; null: it is the ARN of no user. */
export function userName(arn: string | null): string | null {
  return /^arn:[\w-]+:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/.exec(arn ?? '')?.[1] ?? null;
}

/** `ci` of `arn:aws:iam::111122223333:role/team/ci`; null: it is the ARN of no role. */
export function roleName(arn: string | null): string | null {
  return /^arn:[\w-]+:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/.exec(arn ?? '')?.[1] ?? null;
}

/** Whether an ARN is that of an account's root. */
export function isRootArn(arn: string | null): boolean {
  return arn?.endsWith(':root') ?? false;
}
