import { gapOf } from '../../aws/errors.ts';
import { stopping } from '../../aws/stopping.ts';
import type { SourceGap } from '../../core/model/gap.ts';
import { type Day, daysBeside, daysToRead, isOver } from '../../core/nights/trail-days.ts';
import { count, printable } from '../../core/reports/text.ts';
import { deactivated } from '../../core/trust/trail-signs.ts';
import type { TrailReading } from '../../ports/account-export.ts';
import type { Memory } from '../../ports/memory.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { type DayReading, readDay } from './bucket-day.ts';
import { folderOf, isCovered, type TrailPlace } from './bucket-layout.ts';
import { idsIn, keepLedger, type Ledger, NEW_DAY, openLedger, settle, totalOf } from './ledger.ts';

const GET = 's3:GetObject';
const LIST = 's3:ListBucket';

export interface BucketTrailOptions {
  readonly account: string;
  readonly region: string;
  readonly place: TrailPlace;
  readonly bucket: Pick<ObjectStore, 'list' | 'read'>;
  /** How far back, today included. */
  readonly days: number;
  /** What earlier nights read of this account and Region. */
  readonly memory: Memory;
  readonly now: () => Date;
  /** Milliseconds after which no further day is begun: the next night reads on. */
  readonly timeMs: number;
}

/**
 * What each key did in one Region, by the files that a trail wrote to a bucket. Each file is read once, over all
 * nights; a day is looked at again until it ended a day ago, since files may come late. Kept is only what the records
 * add up to.
 */
export async function readTrailBucket(options: BucketTrailOptions): Promise<TrailReading> {
  const { account, region, place, bucket, days, memory, now, timeMs } = options;
  const scope = { account, region };
  const begun = now();
  const at = begun.toISOString();
  let ledger = await openLedger(memory, `${place.bucket}/${folderOf(place, account, region)}`);
  const stop = stopping({ action: GET, region });
  const left: Day[] = [];
  const failed: { readonly action: string; readonly error: unknown }[] = [];
  let stopped = false;
  let listed = 0;

  for (const day of daysToRead(at, days, new Set(ledger.closed))) {
    if (stopped || now().getTime() - begun.getTime() >= timeMs) {
      left.push(day);
      continue;
    }
    const read = await readDay({
      bucket,
      folder: `${folderOf(place, account, region)}${day.replaceAll('-', '/')}/`,
      known: ledger.open[day] ?? NEW_DAY,
      beside: daysBeside(day).map((each) => idsIn(ledger.open[each] ?? NEW_DAY)),
    });
    ledger = withDay(ledger, day, read, isOver(day, at));
    if (read.listed) listed += 1;
    if (read.answered) stop.answered();
    for (const failure of read.failed) {
      failed.push(failure);
      stopped = stop.failed(failure.error) || stopped;
    }
  }
  ledger = settle(ledger, at, days);
  await keepLedger(memory, ledger);

  const { usage, changes, problems } = totalOf(ledger);
  const isKnown = usage.length > 0 || ledger.closed.length > 0 || listed > 0;
  const gaps = [
    ...failed.slice(0, 1).map(({ action, error }) => refused(error, action, scope, place, failed.length)),
    ...(left.length > 0 && !stopped ? [unfinished(scope, left)] : []),
    ...(failed.length === 0 && !(await isCovered(bucket, place, account, region, ledger))
      ? [uncovered(scope, place)]
      : []),
    ...(problems.length > 0 ? [damaged(scope, problems)] : []),
  ];
  const status = gaps.length === 0 ? 'complete' : isKnown ? 'partial' : 'unread';
  return { usage, deactivations: deactivated(changes), missing: GET, status, gaps };
}

function withDay(ledger: Ledger, day: Day, { found, failed }: DayReading, over: boolean): Ledger {
  const isWhole = over && failed.length === 0;
  return {
    ...ledger,
    open: { ...ledger.open, [day]: found },
    closed: isWhole ? [...ledger.closed, day] : ledger.closed,
  };
}

type Scope = SourceGap['scope'];

function refused(
  error: unknown,
  action: string,
  scope: Scope,
  { bucket }: TrailPlace,
  all: number,
): SourceGap {
  const gap = gapOf(error, { action, scope, facts: ['usage'] });
  const more = all > 1 ? ` (and ${all - 1} more calls)` : '';
  return {
    ...gap,
    reason: `${action === LIST ? 'the trail’s files could not be listed' : 'a file of the trail could not be read'}: ${gap.reason}${more}`,
    remedy: `let the policy of bucket ${bucket}, and of its key, name the role of the worker that reads the trail`,
  };
}

function unfinished(scope: Scope, left: readonly Day[]): SourceGap {
  return {
    scope,
    missing: GET,
    reason: `the trail's files of ${left.at(-1)} to ${left[0]} are not read yet: the worker's time was up`,
    remedy: 'nothing: the next night reads on where this one stopped',
    facts: ['usage'],
  };
}

function uncovered(scope: Scope, { bucket, prefix }: TrailPlace): SourceGap {
  return {
    scope,
    missing: GET,
    reason: `bucket ${bucket} holds no file of a trail for the account in this Region below ${prefix}AWSLogs/`,
    remedy: 'make the trail one of all Regions, and check bucket, prefix and source under nightwarden.trail',
    facts: ['usage'],
  };
}

function damaged(
  scope: Scope,
  problems: readonly { readonly file: string; readonly reason: string }[],
): SourceGap {
  const [first = { file: '', reason: '' }] = problems;
  return {
    scope,
    missing: printable(first.file),
    reason: `${count(problems.length, 'file')} of the trail could not be counted whole: ${printable(first.reason)}`,
    remedy: 'look at the file in the bucket: what it should tell is not known',
    facts: ['usage'],
  };
}
