/** Names that people give the same environment. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  production: ['production', 'prod', 'prd', 'live'],
  staging: ['staging', 'stage', 'stg', 'preprod', 'pre-prod', 'preproduction', 'uat'],
  test: ['test', 'testing', 'qa', 'integration', 'int'],
  development: ['development', 'develop', 'dev', 'sandbox', 'sbx'],
};
const CANONICAL: ReadonlyMap<string, string> = new Map(
  Object.entries(NAMES).flatMap(([name, all]) => all.map((each) => [each, name])),
);
/** What says that something serves every environment, or none in particular. */
const NONE: ReadonlySet<string> = new Set(['all', 'any', 'shared', 'common', 'global', 'none', 'n/a', '-']);

/**
 * The environment that a tag's value means, so that `prod` and `Production` are one.
 * @returns null when it names no single environment
 */
export function environmentOf(tag: string | null): string | null {
  const name = tag?.trim().toLowerCase() ?? '';
  if (name === '' || NONE.has(name)) return null;
  return CANONICAL.get(name) ?? name;
}

export const PRODUCTION = 'production';
