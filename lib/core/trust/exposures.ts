import type { Credential } from '../model/credential.ts';
import type { Exposure } from '../model/people.ts';
import type { Principal } from '../model/principal.ts';
import { functionArn } from './ownership.ts';
import { isQuarantinePolicy } from './quarantine.ts';

/** How an exposure is told whose only sign is the policy on the user. */
export const QUARANTINE_SOURCE = 'AWS quarantine policy';

type ExposureIndex = ReadonlyMap<string, readonly Exposure[]>;

/** Exposures by the id or ARN that they name. */
export function indexExposures(exposures: readonly Exposure[]): ExposureIndex {
  return Map.groupBy(exposures, ({ credential }) => credential);
}

/** The reports that a credential leaked, oldest first; those that do not say when come last. */
export function exposuresOf(
  credential: Credential,
  principal: Principal | undefined,
  index: ExposureIndex,
): readonly Exposure[] {
  const reported = [...namesOf(credential)].flatMap((name) => index.get(name) ?? []);
  return [...reported, ...quarantine(credential, principal)].toSorted(byMoment);
}

/** A report may name the credential, its principal, or the user by an ARN without a path. */
function namesOf(credential: Credential): ReadonlySet<string> {
  const names = new Set([credential.id]);
  if (credential.principal !== null) names.add(credential.principal);
  if (credential.kind === 'plaintext') names.add(functionArn(credential.id));
  if ('userName' in credential) {
    names.add(credential.principal.replace(/:user\/.*$/, () => `:user/${credential.userName}`));
  }
  return names;
}

/** AWS attaches the policy to the user, and does not say which of its keys it found. */
function quarantine({ kind, id }: Credential, principal: Principal | undefined): readonly Exposure[] {
  if (kind !== 'access-key' || principal?.type !== 'user') return [];
  const policy = principal.policies.find(({ arn }) => arn !== undefined && isQuarantinePolicy(arn));
  if (policy === undefined) return [];
  return [
    {
      credential: id,
      at: null,
      source: QUARANTINE_SOURCE,
      note: `user ${principal.name} carries ${policy.arn}`,
    },
  ];
}

function byMoment(a: Exposure, b: Exposure): number {
  if (a.at === b.at) return compare(a.source, b.source);
  if (a.at === null) return 1;
  return b.at === null ? -1 : compare(a.at, b.at);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
