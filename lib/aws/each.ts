import PQueue from 'p-queue';
import type { Fact, Scope, SourceGap } from '../core/model/gap.ts';
import { gapOf, isGone } from './errors.ts';
import { stopping } from './stopping.ts';

export interface EachOptions<T, R> {
  /** The IAM action of the call. */
  readonly action: string;
  readonly facts: readonly Fact[];
  /** The scope of the whole list. */
  readonly scope: Scope;
  /** ARN or id of one of them, for the gap when its call fails. */
  readonly subjectOf: (item: T) => string;
  /** `users`, for messages. */
  readonly noun: string;
  readonly read: (item: T) => Promise<R>;
  readonly onProgress?: (read: number) => void;
}

export interface EachResult<T, R> {
  /** Those that were read, in the order given; an item that is gone by now is in neither list. */
  readonly results: readonly { readonly item: T; readonly result: R }[];
  readonly gaps: readonly SourceGap[];
}

/** More in flight than a budget lets through would only let credentials age while they wait. */
const IN_FLIGHT = 20;
/**
 * Makes one call for each item. A failed call is a gap with its own subject; a fault that would meet all
 * the others too ends the reading and is one gap for all that is left.
 */
export async function readEach<T, R>(
  items: readonly T[],
  options: EachOptions<T, R>,
): Promise<EachResult<T, R>> {
  const results = new Map<T, R>();
  const failures: { readonly item: T; readonly error: unknown }[] = [];
  const gone = new Set<T>();
  let general: { readonly error: unknown } | undefined;

  const stop = stopping({ action: options.action, region: options.scope.region });

  async function readOne(item: T): Promise<void> {
    if (general !== undefined) return;
    try {
      results.set(item, await options.read(item));
      stop.answered();
    } catch (error) {
      if (isGone(error)) {
        gone.add(item);
        return;
      }
      failures.push({ item, error });
      if (stop.failed(error)) general = { error };
    }
    options.onProgress?.(results.size);
  }

  await new PQueue({ concurrency: IN_FLIGHT }).addAll(items.map((item) => () => readOne(item)));

  const read = items.filter((item) => results.has(item));
  const left = items.length - read.length - gone.size;
  return {
    results: read.map((item) => ({ item, result: results.get(item) as R })),
    gaps:
      general === undefined
        ? failures.map(({ item, error }) => gapOfOne(error, item, options))
        : [gapOfRest(general.error, left, items.length, options)],
  };
}

function gapOfOne<T, R>(
  error: unknown,
  item: T,
  { scope, subjectOf, ...call }: EachOptions<T, R>,
): SourceGap {
  return gapOf(error, { ...call, scope: { ...scope, subject: subjectOf(item) } });
}

function gapOfRest<T, R>(error: unknown, left: number, all: number, options: EachOptions<T, R>): SourceGap {
  const gap = gapOf(error, options);
  return { ...gap, reason: `${gap.reason}: ${left} of ${all} ${options.noun} were not read` };
}
