import type { TrailGateway } from '../../aws/cloudtrail.ts';
import { AnswerError, gapOf } from '../../aws/errors.ts';
import { statusOf } from '../../aws/reading.ts';
import { stopping } from '../../aws/stopping.ts';
import type { SourceGap } from '../../core/model/gap.ts';
import { count } from '../../core/reports/text.ts';
import type { TrailReading, TrailSink } from '../../ports/account-export.ts';
import type { Progress } from '../../ports/progress.ts';

const LOOKUP = 'cloudtrail:LookupEvents';
const FILES = 'cloudtrail/**/*.json.gz';

/** Adds records up; when it counts those that it did not understand, they are told as gaps. */
export type UsageSink = TrailSink;

export interface LiveTrailOptions {
  readonly account: string;
  readonly regions: readonly string[];
  readonly gateway: (region: string) => TrailGateway;
  /** Those that matter most come first: a Region's pages are spent in this order. */
  readonly accessKeyIds: readonly string[];
  /** Most pages read in one Region. */
  readonly pagesPerRegion: number;
  readonly sink: UsageSink;
  readonly progress: Progress;
}

/** What each key did in the last 90 days, as far as management events tell, Regions side by side. */
export async function readTrail(options: LiveTrailOptions): Promise<TrailReading> {
  const { regions, accessKeyIds, sink, progress } = options;
  progress.step('CloudTrail');
  let pages = 0;
  const onPage = () => {
    pages += 1;
    progress.detail(`${pages} pages of events for ${accessKeyIds.length} keys in ${regions.length} Regions`);
  };
  const read = await Promise.all(regions.map((region) => readRegion(region, options, onPage)));
  const gaps = read.flatMap((region) => region.gaps);
  const usage = sink.usage();
  progress.done(`${pages} pages of events, ${usage.length} keys in use`);
  const deactivations = sink.deactivations?.() ?? [];
  return { usage, deactivations, missing: LOOKUP, status: statusOf(gaps, read), gaps };
}

/** A key whose events were not all read yet, and where to read on. */
interface Unread {
  readonly id: string;
  readonly token?: string;
}

/** First the newest page of every key, then the next page of those that have more: no busy key starves the others. */
async function readRegion(
  region: string,
  { account, gateway, accessKeyIds, pagesPerRegion, sink }: LiveTrailOptions,
  onPage: () => void,
): Promise<{ readonly gaps: readonly SourceGap[]; readonly answered: boolean }> {
  const scope = { account, region };
  const trail = gateway(region);
  const queue: Unread[] = accessKeyIds.map((id) => ({ id }));
  const malformed = new Map<string, number>();
  const stop = stopping({ action: LOOKUP, region });
  const failed: unknown[] = [];
  let pages = 0;
  let stopped = false;

  while (!stopped && pages < pagesPerRegion) {
    const key = queue.shift();
    if (key === undefined) break;
    try {
      const { records, next } = await trail.events(key.id, key.token);
      stop.answered();
      pages += 1;
      onPage();
      const bad = records.filter((record) => !feed(record, sink)).length;
      if (bad > 0) malformed.set(key.id, (malformed.get(key.id) ?? 0) + bad);
      if (next !== undefined && next === key.token) throw new AnswerError(SAME_PAGE);
      if (next !== undefined) queue.push({ id: key.id, token: next });
    } catch (error) {
      failed.push(error);
      stopped = stop.failed(error);
    }
  }
  const all = accessKeyIds.length;
  const lost = failed.length + (stopped ? queue.length : 0);
  const gaps = [
    ...(lost > 0 ? [unansweredKeys(failed.at(-1), scope, { lost, all })] : []),
    ...(!stopped && queue.length > 0
      ? [beyondBudget(scope, { left: queue.length, all, pagesPerRegion })]
      : []),
    ...Array.from(malformed, ([id, records]) => malformedRecords({ ...scope, subject: id }, records)),
  ];
  return { gaps, answered: pages > 0 };
}

const SAME_PAGE = 'LookupEvents named the same page twice';

function unansweredKeys(
  error: unknown,
  scope: SourceGap['scope'],
  { lost, all }: { readonly lost: number; readonly all: number },
): SourceGap {
  const gap = gapOf(error, { action: LOOKUP, scope, facts: ['usage'] });
  return { ...gap, reason: `${gap.reason}: ${lost} of ${count(all, 'key')} were not read to the end` };
}

/** @returns whether it was a record */
function feed(text: string | undefined, sink: UsageSink): boolean {
  if (text === undefined) return false;
  try {
    const record: unknown = JSON.parse(text);
    if (typeof record !== 'object' || record === null || Array.isArray(record)) return false;
    const before = sink.malformed ?? 0;
    sink.add(record);
    return (sink.malformed ?? 0) === before;
  } catch {
    return false;
  }
}

function beyondBudget(
  scope: SourceGap['scope'],
  {
    left,
    all,
    pagesPerRegion,
  }: { readonly left: number; readonly all: number; readonly pagesPerRegion: number },
): SourceGap {
  return {
    scope,
    missing: FILES,
    reason: `${left} of ${all} keys were not read to the end: the Region's ${pagesPerRegion} pages of LookupEvents were spent`,
    remedy: 'raise lookupPages in the policy file, or read the trail files with sweep --from',
    facts: ['usage'],
  };
}

function malformedRecords(scope: SourceGap['scope'], records: number): SourceGap {
  return {
    scope,
    missing: LOOKUP,
    reason: `expected a CloudTrail record in each event, got ${records} that were none`,
    remedy: 'read the trail files with sweep --from, which hold the records themselves',
    facts: ['usage'],
  };
}
