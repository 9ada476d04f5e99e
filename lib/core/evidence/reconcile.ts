import type { Shown } from '../model/estate.ts';
import type { Finding } from '../model/finding.ts';
import { addDays, type Instant, parseInstant } from '../model/time.ts';
import { digest } from './digest.ts';
import { stableId } from './identity.ts';
import { type PublishedFinding, type Sweep, whyNotGone } from './scope.ts';

/**
 * Security Hub deletes a finding 90 days after its last update: those that still hold are sent again before.
 * Source: AWS Security Hub User Guide, "Quotas".
 */
const REFRESH_DAYS = 60;

export interface ReconcileInput<P extends PublishedFinding> extends Sweep {
  readonly findings: readonly Finding[];
  /** What is known of the credentials that the findings speak of. */
  readonly subjects: readonly Shown[];
  readonly published: readonly P[];
  /** Regions whose published findings could not be read completely: nothing in them is archived. */
  readonly incomplete: ReadonlySet<string>;
  /** Where findings on global credentials (IAM) are published. */
  readonly homeRegion: string;
  readonly now: Instant;
}

/** A finding to be written out and sent. */
export interface Sending {
  readonly id: string;
  readonly region: string;
  readonly finding: Finding;
  readonly subject: Shown | undefined;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** A published finding to be sent as it stands, with another state or only a later moment. */
export interface Resending<P extends PublishedFinding> {
  readonly published: P;
  readonly updatedAt: Instant;
}

export interface Kept<P extends PublishedFinding> extends Resending<P> {
  readonly id: string;
  readonly because: string;
  /** Whether it would expire: then it is sent again, because unread is not resolved. */
  readonly expiring: boolean;
}

export interface Reconciliation<P extends PublishedFinding> {
  readonly create: readonly Sending[];
  readonly update: readonly Sending[];
  readonly refresh: readonly Sending[];
  readonly unchanged: readonly P[];
  readonly archive: readonly Resending<P>[];
  readonly keep: readonly Kept<P>[];
}

/**
 * What must be sent so that what is published says what was found this time, and nothing else.
 * A finding that is not there any more is archived only when its scope was read completely.
 */
export function reconcile<P extends PublishedFinding>(input: ReconcileInput<P>): Reconciliation<P> {
  const stored = newestByKey(input.published);
  const current = route(input);
  const create: Sending[] = [];
  const update: Sending[] = [];
  const refresh: Sending[] = [];
  const unchanged: P[] = [];
  for (const [key, sending] of current) {
    const before = stored.get(key);
    if (before === undefined) create.push(sending);
    else {
      const again = {
        ...sending,
        createdAt: createdAt(before, input.now),
        updatedAt: later(input.now, before),
      };
      if (hasChanged(sending, before)) update.push(again);
      else if (isExpiring(before, input.now)) refresh.push(again);
      else unchanged.push(before);
    }
  }
  const gone = [...stored].filter(([key, { recordState }]) => !current.has(key) && recordState === 'ACTIVE');
  const ids = new Map([...current.values()].map(({ id, region }) => [id, region]));
  const archive: Resending<P>[] = [];
  const keep: Kept<P>[] = [];
  for (const [, published] of gone) {
    const { id } = published;
    const updatedAt = later(input.now, published);
    const because = whyKept(published, input, ids.get(id));
    if (because === undefined) archive.push({ published, updatedAt });
    else keep.push({ id, published, because, updatedAt, expiring: isExpiring(published, input.now) });
  }
  return { create, update, refresh, unchanged, archive, keep };
}

function whyKept(
  published: PublishedFinding,
  input: ReconcileInput<PublishedFinding>,
  publishedIn: string | undefined,
): string | undefined {
  if (publishedIn !== undefined) return `it still holds, and is published in ${publishedIn} now`;
  if (input.incomplete.has(published.region))
    return `Security Hub in ${published.region} could not be read completely`;
  return whyNotGone(published, input);
}

/** The findings of this time, each with the Region that it goes to. */
function route({
  findings,
  subjects,
  homeRegion,
  now,
}: ReconcileInput<PublishedFinding>): ReadonlyMap<string, Sending> {
  const known = new Map(subjects.map((subject) => [subject.credential.id, subject]));
  const routed = new Map<string, Sending>();
  for (const finding of findings) {
    const id = stableId(finding.id);
    const region = finding.region ?? homeRegion;
    const key = keyOf({ id, region });
    const twin = routed.get(key);
    if (twin !== undefined && twin.finding.score >= finding.score) continue;
    const subject = known.get(finding.subject);
    routed.set(key, { id, region, finding, subject, createdAt: now, updatedAt: now });
  }
  return routed;
}

function newestByKey<P extends PublishedFinding>(published: readonly P[]): ReadonlyMap<string, P> {
  const newest = new Map<string, P>();
  for (const each of published) {
    const twin = newest.get(keyOf(each));
    if (twin === undefined || later(each.updatedAt, twin) === each.updatedAt) newest.set(keyOf(each), each);
  }
  return newest;
}

function keyOf({ id, region }: { readonly id: string; readonly region: string }): string {
  return `${region} ${id}`;
}

function hasChanged({ finding, subject }: Sending, before: PublishedFinding): boolean {
  return before.recordState === 'ARCHIVED' || before.digest !== digest(finding, subject);
}

function isExpiring({ updatedAt }: PublishedFinding, now: Instant): boolean {
  const at = parseInstant(updatedAt);
  return at === undefined || addDays(at, REFRESH_DAYS) < now;
}

function createdAt(before: PublishedFinding, now: Instant): Instant {
  return parseInstant(before.createdAt) ?? now;
}

/** `now`, or a millisecond after the stored update when the clock is behind: an update that is not later is ignored. */
function later(now: Instant, { updatedAt }: PublishedFinding): Instant {
  const stored = parseInstant(updatedAt);
  if (stored === undefined || now > stored) return now;
  return new Date(Date.parse(stored) + 1).toISOString();
}
