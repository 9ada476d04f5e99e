import { SOURCES } from '../../../lib/sources/index.ts';

/** What decides how many calls an account takes at least. */
export interface Extent {
  readonly users: number;
  readonly groups: number;
  readonly roles: number;
  /** Managed policies: the account's own, and AWS's that are attached. */
  readonly policies: number;
  /** Users whose keys must be listed: all of them on a first night. */
  readonly listedUsers: number;
  /** LookupEvents that show whose keys were touched since the report: one a name of event, when key ids are known. */
  readonly keyEvents: number;
  /**
   * What takes a call of its own: the last use of a key that the credential report can't tell, the versions of a
   * secret whose rotation hangs, the tags of a function that holds a credential.
   */
  readonly singles: number;
  /** What the weekly rota reads tonight. */
  readonly rota: RotaExtent;
  readonly regions: readonly RegionExtent[];
}

/** Subjects that are read one at a time tonight. */
export interface RotaExtent {
  readonly users: number;
  /** Users and roles who can sign in, whose use of services is judged. */
  readonly signers: number;
  readonly secrets: number;
}

export interface RegionExtent {
  readonly secrets: number;
  readonly functions: number;
  /** Pages of LookupEvents that are to be read: what `lookupPages` allows, or one a key. */
  readonly trailPages: number;
}

export const NO_ROTA: RotaExtent = { users: 0, signers: 0, secrets: 0 };

/** Entries a page, as AWS documents them. */
const PAGE = { details: 1000, secrets: 100, functions: 50 };

/** Sources that no Region is asked for a list of, with the calls that an account takes for each. */
const BY_ACCOUNT: Readonly<Record<string, (rota: RotaExtent) => number>> = {
  oidcProviders: () => 1,
  samlProviders: () => 1,
  // The organisation, then its accounts; the bench's account has none, so the second is not made.
  organization: () => 1,
  // The four services that are known, each by name, and one call for all others.
  serviceSpecificCredentials: () => 5,
  sshKeys: ({ users }) => users,
  // The credential report tells that nobody has one.
  signingCertificates: () => 0,
  // Asked for, then fetched.
  serviceAccess: ({ signers }) => 2 * signers,
  secretPolicies: ({ secrets }) => secrets,
  // The list that user data begins with.
  workloads: () => 0,
};

/** Lists of a Region, where a source has more than one: each takes a call even when it has nothing. */
const LISTS: Readonly<Record<string, number>> = { stageVariables: 2, appsyncKeys: 2, agentCredentials: 2 };

/**
 * The fewest calls that read an account as the rules of reading demand. docs/benchmarks.md tells the formula.
 * A list takes one call even when it is empty.
 * @param sources parts of the registered sources, of which the account of the bench has nothing in any Region
 */
export function minimumCalls(extent: Extent, sources = SOURCES.map(({ part }) => part)): number {
  const { users, groups, roles, policies, listedUsers, keyEvents, singles, rota, regions } = extent;
  const caller = 1;
  const listRegions = 1;
  const report = 2;
  const details = pages(users + groups + roles + policies, PAGE.details);
  const emptyLists = sources
    .filter((part) => BY_ACCOUNT[part] === undefined)
    .reduce((sum, part) => sum + (LISTS[part] ?? 1), 0);
  const turns = sources.map((part) => BY_ACCOUNT[part]?.(rota) ?? 0);
  const regional = regions.map(
    ({ secrets, functions, trailPages }) =>
      pages(secrets, PAGE.secrets) + pages(functions, PAGE.functions) + emptyLists + trailPages,
  );
  return [
    caller,
    listRegions,
    report,
    details,
    listedUsers,
    keyEvents,
    singles,
    ...turns,
    ...regional,
  ].reduce((sum, calls) => sum + calls, 0);
}

function pages(entries: number, size: number): number {
  return Math.max(1, Math.ceil(entries / size));
}
