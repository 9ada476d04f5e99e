/** What decides how many calls an account takes at least. */
export interface Extent {
  readonly users: number;
  readonly groups: number;
  readonly roles: number;
  /** Managed policies: the account's own, and AWS's that are attached. */
  readonly policies: number;
  /** Users whose keys must be listed: all of them on a first night. */
  readonly listedUsers: number;
  /**
   * What takes a call of its own: the last use of a key that the credential report can't tell, the versions of a
   * secret whose rotation hangs, the tags of a function that holds a credential.
   */
  readonly singles: number;
  readonly regions: readonly RegionExtent[];
}

export interface RegionExtent {
  readonly secrets: number;
  readonly functions: number;
  /** Pages of LookupEvents that are to be read: what `lookupPages` allows, or one a key. */
  readonly trailPages: number;
}

/** Entries a page, as AWS documents them. */
const PAGE = { details: 1000, secrets: 100, functions: 50 };

/**
 * Lists that the account of the bench has nothing in: task definitions, build projects, stacks, parameters, instances,
 * REST APIs, other APIs, Glue jobs and state machines.
 */
const EMPTY_LISTS = 9;

/**
 * The fewest calls that read an account as the rules of reading demand. docs/benchmarks.md tells the formula.
 * A list takes one call even when it is empty.
 */
export function minimumCalls(extent: Extent): number {
  const { users, groups, roles, policies, listedUsers, singles, regions } = extent;
  const caller = 1;
  const listRegions = 1;
  const report = 2;
  const details = pages(users + groups + roles + policies, PAGE.details);
  const regional = regions.map(
    ({ secrets, functions, trailPages }) =>
      pages(secrets, PAGE.secrets) + pages(functions, PAGE.functions) + EMPTY_LISTS + trailPages,
  );
  return [caller, listRegions, report, details, listedUsers, singles, ...regional].reduce(
    (sum, calls) => sum + calls,
    0,
  );
}

function pages(entries: number, size: number): number {
  return Math.max(1, Math.ceil(entries / size));
}
