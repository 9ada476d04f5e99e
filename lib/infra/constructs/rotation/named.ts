/** Functions and machines as a worker is told of them: `NIGHTWARDEN_ISSUER`, `NIGHTWARDEN_ROTATE_MACHINE`. */
export function named(
  arns: Readonly<Record<string, string>>,
  suffix: '' | '_MACHINE' = '',
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(arns).map(([name, arn]) => [`NIGHTWARDEN_${name.toUpperCase()}${suffix}`, arn]),
  );
}
