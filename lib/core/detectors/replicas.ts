import type { LastUse, Secret } from '../model/credential.ts';
import { subjectsOf } from '../model/detector.ts';
import type { Estate } from '../model/estate.ts';

/**
 * When a secret was last read in any Region: Secrets Manager tells it of each Region by itself, and a secret that
 * nobody reads at home may be read every day as its copy. A copy that was not read leaves it unknown.
 */
export function lastReadAnywhere(estate: Estate): (secret: Secret) => LastUse {
  const copies = new Map<string, LastUse[]>();
  for (const { credential } of subjectsOf(estate, 'secret')) {
    if (credential.primaryRegion === undefined) continue;
    const home = withRegion(credential.id, credential.primaryRegion);
    copies.set(home, [...(copies.get(home) ?? []), credential.lastUsed]);
  }
  const missing = unreadElsewhere(estate);
  return (secret) => {
    const uses = [secret.lastUsed, ...(copies.get(secret.id) ?? [])];
    // An original need not say that it has copies: only that every Region was read tells that it has none.
    const unread = secret.primaryRegion === undefined ? missing(secret.region) : undefined;
    return newest(unread === undefined ? uses : [...uses, { state: 'unknown', missing: unread }]);
  };
}

/** A copy has the ARN of its primary but for the Region. */
function withRegion(arn: string, region: string): string {
  return arn.split(':').with(3, region).join(':');
}

function newest(uses: readonly LastUse[]): LastUse {
  const [first, ...others] = uses;
  return others.reduce(later, first ?? { state: 'unknown', missing: 'secretsmanager:ListSecrets' });
}

function later(a: LastUse, b: LastUse): LastUse {
  if (a.state === 'unknown') return a;
  if (b.state === 'unknown' || a.state === 'never') return b;
  return b.state === 'used' && b.at > a.at ? b : a;
}

/** No copy lies in a Region that is not enabled. */
const REGION_OFF = 'account:EnableRegion';

/** What would tell of copies in a Region that was not read; undefined: all were. */
function unreadElsewhere({ snapshot }: Estate): (region: string) => string | undefined {
  const gaps = snapshot.gaps.filter(
    ({ facts, scope, missing }) =>
      facts.includes('secrets') && scope.subject === undefined && missing !== REGION_OFF,
  );
  return (home) => gaps.find(({ scope }) => scope.region !== home)?.missing;
}
