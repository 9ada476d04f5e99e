import type { Detector } from '../model/detector.ts';
import type { Fact } from '../model/facts.ts';
import type { Gap } from '../model/gap.ts';
import { stableId } from './identity.ts';

/** A finding of ours, as the place that it was published to holds it. */
export interface PublishedFinding {
  /** {@link stableId} of the finding. */
  readonly id: string;
  /** 12 digits. */
  readonly account: string;
  /** The Region that it was published in. */
  readonly region: string;
  readonly detector: string;
  /** The credential's own Region: null when it is global, absent when it is not known. */
  readonly scopeRegion?: string | null;
  /** Credential id; absent when it is not known. */
  readonly subject?: string;
  /** The principal's ARN, null when it has none; absent when it is not known. */
  readonly principal?: string | null;
  readonly digest?: string;
  readonly recordState: 'ACTIVE' | 'ARCHIVED';
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What was looked at this time. */
export interface Sweep {
  /** 12 digits. */
  readonly account: string;
  readonly gaps: readonly Gap[];
  /** Ids of findings that could not be judged. */
  readonly unknown: ReadonlySet<string>;
  /** Regions that were swept. */
  readonly regions: readonly string[];
  /** The detectors that ran, with the facts without which their silence means nothing. */
  readonly detectors: readonly (Pick<Detector, 'reads'> & { readonly id: string })[];
  /** Facts of which at least something was read, or that people handed over. */
  readonly read: readonly Fact[];
}

/**
 * Why the absence of a published finding does not mean that it is gone: its scope was not read completely.
 * What is not known about the finding itself counts against it too.
 * @returns the reason in one line; undefined when everything that could show the finding was read
 */
export function whyNotGone(published: PublishedFinding, sweep: Sweep): string | undefined {
  const { account, detector, scopeRegion } = published;
  if (account !== sweep.account) return `account ${account} was not swept`;
  const run = sweep.detectors.find(({ id }) => id === detector);
  if (run === undefined) return `detector ${detector} did not run`;
  if (isUnknown(published.id, sweep.unknown)) return 'it could not be judged this time';
  if (scopeRegion === undefined) return 'what it was read from is not recorded';
  if (scopeRegion !== null && !sweep.regions.includes(scopeRegion)) return `${scopeRegion} was not swept`;
  const unread = run.reads.find((fact) => !sweep.read.includes(fact));
  if (unread !== undefined) return `${unread} was not read`;
  const gap = sweep.gaps.find((each) => covers(each, published));
  return gap === undefined ? undefined : `${gap.missing} is missing: ${gap.reason}`;
}

function isUnknown(id: string, unknown: ReadonlySet<string>): boolean {
  return unknown.has(id) || (id.includes('~') && [...unknown].some((each) => stableId(each) === id));
}

/** Whether a gap could hide the finding. A global finding may rest on what any Region shows (use of a key). */
function covers({ scope, detectors }: Gap, published: PublishedFinding): boolean {
  if (scope.account !== published.account || !detectors.includes(published.detector)) return false;
  const { scopeRegion } = published;
  if (scope.region !== undefined && typeof scopeRegion === 'string' && scope.region !== scopeRegion)
    return false;
  return scope.subject === undefined || concerns(scope.subject, published);
}

function concerns(gapSubject: string, { subject, principal }: PublishedFinding): boolean {
  if (subject === undefined || principal === undefined) return true;
  if (gapSubject === subject || gapSubject === principal) return true;
  // A part of it (`#environment`), a revision of it (`:7`), or what lies in it (`/stages/prod`).
  return ['#', ':', '/'].some((mark) => subject.startsWith(`${gapSubject}${mark}`));
}
