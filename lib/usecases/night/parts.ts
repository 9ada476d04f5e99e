import PQueue from 'p-queue';
import { FACTS, type Fact, REGIONAL_FACTS } from '../../core/model/facts.ts';
import { mergeUsage } from '../../core/trust/merge-usage.ts';
import type { AccountExport, Manifest, Part, TrailReading } from '../../ports/account-export.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { JSON_FILES, PART_NAMES } from '../../sources/files/known.ts';
import { SOURCES } from '../../sources/index.ts';
import { readJson } from './json.ts';
import { unread } from './keep.ts';
import { ACCOUNT_PART, GLOBAL_PLACE, partsPrefix } from './layout.ts';

/** Parts by name and place. */
type Found = ReadonlyMap<string, ReadonlyMap<string, Part | TrailReading>>;

/**
 * Everything that the runs named keep of an account, the first that has a part counting. A part that a worker should
 * have written and did not is a gap.
 */
export async function readParts(
  store: ObjectStore,
  manifest: Manifest,
  runs: readonly string[],
): Promise<AccountExport> {
  const found = await fetchAll(store, manifest.account, runs);
  const closed = (found.get(ACCOUNT_PART)?.get(GLOBAL_PLACE) as Part | undefined) ?? NOTHING_TOLD;
  const off = new Set(closed.gaps.flatMap(({ scope }) => scope.region ?? []));
  const readable = manifest.regions.filter((region) => !off.has(region));
  // Which Regions there are is told by who opens the account; who failed told nothing at all.
  const isOpened = found.has(ACCOUNT_PART);
  const nowhere = (name: string) =>
    isOpened ? toldElsewhere(name) : unreadPart(name, manifest.account, GLOBAL_PLACE);
  const gather = (name: string): readonly (Part | TrailReading)[] => {
    const there = found.get(name);
    const places = isRegional(name) ? readable : [GLOBAL_PLACE];
    if (places.length === 0) return [nowhere(name)];
    const lacking = closed.status === 'unread' ? toldElsewhere : unreadPart;
    const missing = places.filter((place) => there?.has(place) !== true);
    return [...(there?.values() ?? []), ...missing.map((place) => lacking(name, manifest.account, place))];
  };
  const part = (name: string) => joined(gather(name) as readonly Part[]);
  const parts = PART_NAMES.filter((name) => name !== 'trail').map((name) => [name, part(name)]);
  const named = Object.fromEntries(parts) as Omit<AccountExport, 'manifest' | 'listed' | 'trail'>;
  const trails = gather('trail');
  return {
    manifest,
    ...named,
    authorization: { ...named.authorization, gaps: [...closed.gaps, ...named.authorization.gaps] },
    listed: Object.fromEntries(SOURCES.map(({ part: name }) => [name, part(name)] as const)),
    trail: {
      ...joinedFacts(trails),
      usage: mergeUsage(trails.flatMap((trail) => ('usage' in trail ? trail.usage : []))),
      deactivations: trails.flatMap((trail) => ('deactivations' in trail ? (trail.deactivations ?? []) : [])),
    },
  };
}

/** Parts are many and mostly small: one after the other, the way there and back would be most of the time. */
const READ_AT_ONCE = 16;

async function fetchAll(store: ObjectStore, account: string, runs: readonly string[]): Promise<Found> {
  const found = new Map<string, Map<string, Part | TrailReading>>();
  for (const run of runs) {
    const prefix = partsPrefix(run, account);
    const keys = await store.list(prefix);
    const read = await new PQueue({ concurrency: READ_AT_ONCE }).addAll(
      keys.map((key) => () => readJson(store, key)),
    );
    for (const [at, key] of keys.entries()) {
      const [place = '', file = ''] = key.slice(prefix.length).split('/');
      const name = file.replace(/\.json\.gz$/, '');
      const places = found.get(name) ?? new Map<string, Part | TrailReading>();
      found.set(name, places);
      if (!places.has(place)) places.set(place, read[at] as Part | TrailReading);
    }
  }
  return found;
}

const NOTHING_TOLD: Part = {
  items: [],
  origin: ACCOUNT_PART,
  missing: ACCOUNT_PART,
  status: 'partial',
  gaps: [],
};

/** The places of one part as one: complete only when each of them is. */
function joined(parts: readonly Part[]): Part {
  const origin = parts.find(({ origin: named }) => named !== undefined)?.origin ?? '';
  return { ...joinedFacts(parts), origin, items: parts.flatMap(({ items }) => items) };
}

function joinedFacts(parts: readonly Pick<Part, 'missing' | 'status' | 'gaps'>[]) {
  return {
    missing: parts[0]?.missing ?? '',
    status: joinedStatus(parts),
    gaps: parts.flatMap(({ gaps }) => gaps),
  };
}

function joinedStatus(parts: readonly Pick<Part, 'status'>[]): Part['status'] {
  if (parts.every(({ status }) => status === 'complete')) return 'complete';
  return parts.every(({ status }) => status === 'unread') ? 'unread' : 'partial';
}

/** A part that no worker wrote: it failed before it could say what it lacks. */
function unreadPart(name: string, account: string, place: string): Part {
  return unread({ name, facts: factsOf(name), account, place, reason: 'the worker that reads it failed' });
}

/** A part of an account that can't be reached: the account's own gap says why. */
function toldElsewhere(name: string): Part {
  return { items: [], origin: name, missing: name, status: 'unread', gaps: [] };
}

function isRegional(name: string): boolean {
  return name === 'secretVersions' || factsOf(name).some((fact) => REGIONAL_FACTS.includes(fact));
}

function factsOf(name: string): readonly Fact[] {
  const source = SOURCES.find(({ part }) => part === name);
  if (source !== undefined) return source.facts;
  if (name === 'trail') return FACTS.filter((fact) => fact === 'usage');
  return JSON_FILES.find(({ part }) => part === name)?.facts ?? ['last-used', 'root'];
}
