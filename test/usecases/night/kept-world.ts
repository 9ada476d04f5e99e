import type { AccountExport } from '../../../lib/ports/account-export.ts';
import type { ObjectStore } from '../../../lib/ports/object-store.ts';
import { ACCOUNT_SOURCES } from '../../../lib/sources/account-sources.ts';
import { PART_NAMES } from '../../../lib/sources/files/known.ts';
import { cleanPart } from '../../../lib/usecases/collect.ts';
import { writeJson } from '../../../lib/usecases/night/json.ts';
import { keepParts as keepAll, keepTrail } from '../../../lib/usecases/night/keep.ts';
import { GLOBAL_PLACE, manifestKey } from '../../../lib/usecases/night/layout.ts';

export interface Keeping {
  readonly store: ObjectStore;
  readonly run: string;
  readonly account: string;
  readonly world: AccountExport;
  readonly regions: readonly string[];
  /** `place/part` of parts that are not written: their worker failed. */
  readonly failed?: readonly string[];
}

const GLOBAL_PARTS: ReadonlySet<string> = new Set([
  'authorization',
  'credentialReport',
  'accessKeys',
  ...ACCOUNT_SOURCES.map(({ part }) => part),
]);

/** Keeps what the worker that reads IAM would have kept of a world. */
export async function keepGlobal(keeping: Keeping): Promise<void> {
  const { store, run, account, world, regions } = keeping;
  await writeJson(store, manifestKey(run, account), { ...world.manifest, account, regions });
  await keepParts(keeping, GLOBAL_PLACE, (name) => GLOBAL_PARTS.has(name));
}

/** Keeps what the worker that reads a Region would have kept of a world. */
export async function keepRegion(keeping: Keeping, region: string): Promise<void> {
  await keepParts(keeping, region, (name) => !GLOBAL_PARTS.has(name));
}

/** Keeps what CloudTrail would have told of a Region: everything in the first. */
export async function keepTrailOf(
  { store, run, account, world, regions }: Keeping,
  place: string,
): Promise<void> {
  const usage = place === regions[0] ? world.trail.usage : [];
  await keepTrail(store, { run, account, place }, { ...world.trail, usage });
}

async function keepParts(
  { store, run, account, world, failed = [] }: Keeping,
  place: string,
  belongs: (name: string) => boolean,
): Promise<void> {
  const named = PART_NAMES.filter((name) => name !== 'trail').map((name) => [name, world[name]] as const);
  for (const [name, part] of [...named, ...Object.entries(world.listed)]) {
    if (part === undefined || !belongs(name) || failed.includes(`${place}/${name}`)) continue;
    const items = place === GLOBAL_PLACE ? part.items : part.items.filter((item) => liesIn(item, place));
    await keepAll(store, { run, account, place }, [[name, { ...part, items }]], cleanPart);
  }
}

/** By the first ARN in it. */
function liesIn(item: unknown, region: string): boolean {
  return /arn:aws:[a-z0-9-]+:([a-z0-9-]+):/.exec(JSON.stringify(item))?.[1] === region;
}
