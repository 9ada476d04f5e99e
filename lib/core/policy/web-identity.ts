import { type Limit, prefixOf } from './conditions.ts';
import { type Grant, grantsOf } from './grants.ts';
import { type Issuer, issuerOf, widest } from './issuers.ts';
import { ANYONE, EXACT, PROJECT, type Reach, subjectReach, TENANT } from './subjects.ts';

/** How far one provider's identities may take on a role. */
export interface WebTrust {
  /** Host and path of the issuer, lower case: `token.actions.githubusercontent.com`. */
  readonly issuer: string;
  /** What people call it: `GitHub Actions`. */
  readonly name: string;
  readonly reach: Reach;
  /** Present when conditions that hold as well for a token without the claim would say less: what they would say. */
  readonly meant?: Reach;
  /** What is asked of the token's subject, sorted; empty: nothing. */
  readonly subjects: readonly string[];
}

/**
 * Reads how far a trust policy opens its role to OIDC providers: for each, the widest of its grants.
 * SAML and `*` are other matters.
 * @returns null when the document is unreadable
 */
export function webTrusts(trust: unknown): readonly WebTrust[] | null {
  const grants = grantsOf(trust, 'web-identity');
  if (grants === null) return null;
  const widestOf = new Map<string, WebTrust>();
  for (const grant of grants) {
    const issuer = addressOf(grant.principal);
    const found = issuer === null ? null : judge(grant, issuer);
    if (found === null) continue;
    const known = widestOf.get(found.issuer);
    if (known === undefined || found.reach > known.reach) widestOf.set(found.issuer, found);
  }
  return [...widestOf.values()].toSorted(widestFirst);
}

/** Host and path of an OIDC provider; null for SAML and for everybody. */
function addressOf(principal: string): string | null {
  const [, path] = principal.split(':oidc-provider/');
  if (path !== undefined) return path.toLowerCase();
  return principal === '*' || principal.startsWith('arn:') ? null : principal.toLowerCase();
}

function judge({ limits }: Grant, address: string): WebTrust | null {
  const issuer = issuerOf(address);
  // A token has the claims of its own issuer alone: what must have another's can't be had.
  if (limits.some((limit) => !limit.holdsWithout && isForeign(limit, address))) return null;
  const own = limits.flatMap((limit) => claimOf(limit, address));
  const reach = reachOf(
    own.filter(({ limit }) => !limit.holdsWithout),
    issuer,
  );
  const meant = reachOf(own, issuer);
  const subjects = own.flatMap(({ claim, limit }) => (claim === 'sub' ? limit.values : []));
  return {
    issuer: address,
    name: issuer.name,
    reach,
    ...(meant < reach ? { meant } : {}),
    subjects: [...new Set(subjects)].toSorted(),
  };
}

interface Claim {
  readonly claim: string;
  readonly limit: Limit;
}

function claimOf(limit: Limit, address: string): readonly Claim[] {
  // Microsoft Sentinel puts the workspace into the session's name.
  if (limit.key === 'sts:rolesessionname' && address.startsWith('sts.windows.net/'))
    return [{ claim: 'sub', limit }];
  return limit.key.startsWith(`${address}:`) ? [{ claim: limit.key.slice(address.length + 1), limit }] : [];
}

/** A claim of another issuer: its key begins with a host, where AWS's own begin with a service's prefix. */
function isForeign({ key }: Limit, address: string): boolean {
  const at = key.lastIndexOf(':');
  return at > 0 && key.slice(0, at) !== address && key.slice(0, at).includes('.');
}

/** All conditions must be met, so the narrowest decides. */
function reachOf(claims: readonly Claim[], issuer: Issuer): Reach {
  let reach = widest(issuer);
  for (const { claim, limit } of claims) {
    const found = Math.max(
      EXACT,
      ...limit.values.map((value) => valueReach(claim, value, limit.wildcards, issuer)),
    );
    reach = Math.min(reach, found) as Reach;
  }
  const refined = claims.some(({ claim, limit }) => issuer.refining?.includes(claim) && saysSomething(limit));
  return reach === PROJECT && refined ? EXACT : reach;
}

function valueReach(claim: string, value: string, wildcards: boolean, issuer: Issuer): Reach {
  if (claim === 'sub') return subjectReach(value, wildcards);
  const exact = Object.hasOwn(issuer.claims, claim) ? (issuer.claims[claim] ?? ANYONE) : ANYONE;
  const { prefix, open } = prefixOf(value, wildcards);
  if (!open) return exact;
  // `octo-org/*` names an owner; a beginning of a name can be anybody's.
  return prefix.includes('/') ? (Math.max(exact, TENANT) as Reach) : ANYONE;
}

function saysSomething({ values, wildcards }: Limit): boolean {
  return values.length > 0 && values.every((value) => prefixOf(value, wildcards).prefix !== '');
}

function widestFirst(a: WebTrust, b: WebTrust): number {
  if (a.reach !== b.reach) return b.reach - a.reach;
  return a.issuer < b.issuer ? -1 : 1;
}
