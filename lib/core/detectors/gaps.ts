import type { Credential } from '../model/credential.ts';
import type { Detector, Verdict } from '../model/detector.ts';
import { FACT_SOURCES, FACTS, type Fact } from '../model/facts.ts';
import type { Gap, Scope, SourceGap } from '../model/gap.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { factsOf } from '../trust/facts.ts';

type Unknown = Extract<Verdict, { verdict: 'unknown' }>;

/** A gap while verdicts are still added to it. */
interface OpenGap {
  readonly scope: Scope;
  readonly missing: string;
  readonly remedy: string;
  readonly facts: Set<Fact>;
  readonly reasons: Set<string>;
  readonly detectors: Set<string>;
  readonly subjects: Set<string>;
  badInput: boolean;
}

/** Collects what could not be read and what could not be judged. */
export interface GapBook {
  add(detector: string, verdict: Unknown): void;
  /** Sorted by id. */
  gaps(): readonly Gap[];
}

const REASONS_TOLD = 3;

/**
 * Opens the gaps of a snapshot: those that the sources told, and the facts that nobody read and nobody told of.
 * @param detectors those that run: a gap names the ones whose facts it hides
 */
export function gapBook(snapshot: Snapshot, detectors: readonly Detector[]): GapBook {
  const told = new Map<string, OpenGap>();
  const made = new Map<string, OpenGap>();
  for (const gap of [...snapshot.gaps, ...untold(snapshot, detectors)]) {
    const open = upsert(told, gapId(gap.scope, gap.missing), () => openGap(gap));
    open.reasons.add(gap.reason);
    open.badInput ||= gap.badInput ?? false;
    for (const fact of gap.facts) open.facts.add(fact);
    for (const { id, reads } of detectors) {
      if (reads.some((fact) => gap.facts.includes(fact))) open.detectors.add(id);
    }
  }
  const find = finder(told);

  return {
    add(detector, { credential, missing, reason }) {
      let open = find(credential, missing);
      if (open === undefined) {
        const { account, region } = credential;
        const scope = region === null ? { account } : { account, region };
        open = upsert(made, gapId(scope, missing), () =>
          openGap({ scope, missing, remedy: remedyFor(missing) }),
        );
        open.reasons.add(reason);
      }
      open.detectors.add(detector);
      open.subjects.add(credential.id);
    },
    gaps: () => [...told.values(), ...[...made.values()].map(narrowed)].map(closeGap).toSorted(byId),
  };
}

/** Stable over nights: where, of what, and what is missing. */
export function gapId({ account, region, subject }: Scope, missing: string): string {
  return ['gap', account, region ?? '*', subject ?? '*', missing].join('|');
}

/**
 * Facts that a detector needs, that nobody read and that no source told of: no roster was given, say. Exposures are
 * reports that come or do not: that none was handed over leaves nothing unread, and only keeps old ones open.
 */
function untold(snapshot: Snapshot, detectors: readonly Detector[]): readonly SourceGap[] {
  const needed = new Set(detectors.flatMap(({ reads }) => reads));
  const known = new Set([...factsOf(snapshot), ...snapshot.gaps.flatMap(({ facts }) => facts)]);
  return FACTS.filter((fact) => fact !== 'exposures' && needed.has(fact) && !known.has(fact)).map((fact) => ({
    scope: { account: snapshot.account },
    missing: FACT_SOURCES[fact],
    reason: `${fact.replaceAll('-', ' ')} not read`,
    remedy: remedyFor(FACT_SOURCES[fact]),
    facts: [fact],
  }));
}

/**
 * Finds the gap that already says why a credential could not be judged: the closest one around it with the same
 * `missing`, or else one that hides what `missing` would tell (a file in place of the IAM action).
 */
function finder(
  told: ReadonlyMap<string, OpenGap>,
): (credential: Credential, missing: string) => OpenGap | undefined {
  const byMissing = new Map<string, OpenGap>();
  for (const [id, gap] of told) {
    byMissing.set(id, gap);
    for (const fact of gap.facts) {
      const id = gapId(gap.scope, FACT_SOURCES[fact]);
      if (!byMissing.has(id)) byMissing.set(id, gap);
    }
  }
  return (credential, missing) => {
    for (const scope of scopesAround(credential)) {
      const gap = byMissing.get(gapId(scope, missing));
      if (gap !== undefined) return gap;
    }
    return undefined;
  };
}

/** From the closest to the widest. */
function scopesAround({ account, region, id, principal }: Credential): readonly Scope[] {
  const subjects = principal === null ? [id] : [id, principal];
  const regions = region === null ? [{}] : [{ region }, {}];
  const close = subjects.flatMap((subject) => regions.map((each) => ({ account, ...each, subject })));
  return [...close, ...regions.map((each) => ({ account, ...each }))];
}

function openGap({ scope, missing, remedy }: Pick<SourceGap, 'scope' | 'missing' | 'remedy'>): OpenGap {
  return {
    scope,
    missing,
    remedy,
    facts: new Set(),
    reasons: new Set(),
    detectors: new Set(),
    subjects: new Set(),
    badInput: false,
  };
}

/** A gap that keeps a single credential from being judged names it. */
function narrowed(open: OpenGap): OpenGap {
  const [subject] = open.subjects;
  return open.subjects.size === 1 && subject !== undefined
    ? { ...open, scope: { ...open.scope, subject } }
    : open;
}

function closeGap({ scope, missing, remedy, reasons, detectors, subjects, badInput }: OpenGap): Gap {
  const all = [...reasons].toSorted();
  const further = all.length - REASONS_TOLD;
  const told = all.slice(0, REASONS_TOLD).join('; ');
  return {
    id: gapId(scope, missing),
    scope,
    missing,
    reason: further > 0 ? `${told}; and ${further} more` : told,
    remedy,
    detectors: [...detectors].toSorted(),
    subjects: subjects.size,
    ...(badInput ? { badInput } : {}),
  };
}

/** Where the action itself is not what most would have to allow. */
const REMEDIES: Readonly<Record<string, string>> = {
  [FACT_SOURCES.organization]:
    'name the accounts that you know under knownAccounts in the policy file, or sweep the account that manages the organisation',
};

function remedyFor(missing: string): string {
  const special = REMEDIES[missing];
  if (special !== undefined) return special;
  if (missing.startsWith('--')) return `give it: ${missing} FILE`;
  if (missing.includes(':'))
    return `allow ${missing} to whoever sweeps (or check the dates it gave), and sweep again`;
  return `put ${missing} into the directory that --from names, and sweep again`;
}

function upsert<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = make();
  map.set(key, value);
  return value;
}

function byId(a: Gap, b: Gap): number {
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}
