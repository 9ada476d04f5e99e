import PQueue from 'p-queue';
import type { Fact } from '../core/model/facts.ts';
import type { Scope, SourceGap } from '../core/model/gap.ts';
import { gapOf, isGone } from './errors.ts';
import { stopping } from './stopping.ts';

export interface EachOptions<T, R> {
  /** The IAM action of the call. */
  readonly action: string;
  readonly facts: readonly Fact[];
  /** The scope of the whole list. */
  readonly scope: Scope;
  /** ARN or id of one of them, for the gap when its call fails; undefined: failures are told together, as one gap. */
  readonly subjectOf: ((item: T) => string) | undefined;
  /** How many things one item stands for; absent: one. */
  readonly countOf?: (item: T) => number;
  /** `users`, for messages. */
  readonly noun: string;
  readonly read: (item: T) => Promise<R>;
  readonly onProgress?: (read: number) => void;
}

export interface EachResult<T, R> {
  /** Those that were read, in the order given; an item that is gone by now is in neither list. */
  readonly results: readonly { readonly item: T; readonly result: R }[];
  readonly gaps: readonly SourceGap[];
  /** Those that AWS does not have any more. */
  readonly gone: readonly T[];
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
  const left = items.filter((item) => !results.has(item) && !gone.has(item));
  return {
    results: read.map((item) => ({ item, result: results.get(item) as R })),
    gaps: gapsOf({ items, left, failures, general }, options),
    gone: [...gone],
  };
}

function gapsOf<T, R>(
  {
    items,
    left,
    failures,
    general,
  }: {
    readonly items: readonly T[];
    readonly left: readonly T[];
    readonly failures: readonly { readonly item: T; readonly error: unknown }[];
    readonly general: { readonly error: unknown } | undefined;
  },
  options: EachOptions<T, R>,
): readonly SourceGap[] {
  const { subjectOf, countOf = () => 1 } = options;
  if (general === undefined && subjectOf !== undefined)
    return failures.map(({ item, error }) => gapOfOne(error, subjectOf(item), options));
  const told = general ?? failures[0];
  const sum = (some: readonly T[]) => some.reduce((total, item) => total + countOf(item), 0);
  return told === undefined ? [] : [gapOfRest(told.error, sum(left), sum(items), options)];
}

type Call = Pick<EachOptions<never, unknown>, 'action' | 'facts' | 'scope'>;

function gapOfOne(error: unknown, subject: string, { scope, ...call }: Call): SourceGap {
  return gapOf(error, { ...call, scope: { ...scope, subject } });
}

function gapOfRest(
  error: unknown,
  left: number,
  all: number,
  options: Call & { readonly noun: string },
): SourceGap {
  const gap = gapOf(error, options);
  return { ...gap, reason: `${gap.reason}: ${left} of ${all} ${options.noun} were not read` };
}
