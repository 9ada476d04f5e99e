import type { SourceGap } from '../core/model/gap.ts';
import { type EachOptions, readEach } from './each.ts';
import { faultOf, isGone } from './errors.ts';

export interface BatchOptions<R>
  extends Omit<EachOptions<string, R>, 'read' | 'subjectOf' | 'countOf' | 'onProgress'> {
  /** ARN of one of them, for its own gap. */
  readonly subjectOf: (name: string) => string;
  /** Most items that one call takes. */
  readonly size: number;
  /** What is gone by now is left out of the answer. */
  readonly read: (names: readonly string[]) => Promise<readonly R[]>;
}

/**
 * Reads many things with each call. AWS denies the whole call when the caller may not read one of them, so those of
 * a denied call are asked for one by one, and what is denied by itself is a gap of its own.
 */
export async function readBatches<R>(
  names: readonly string[],
  { size, read, ...about }: BatchOptions<R>,
): Promise<{ readonly results: readonly R[]; readonly gaps: readonly SourceGap[] }> {
  let failedForAll = false;
  const { results, gaps } = await readEach(chunks(names, size), {
    ...about,
    subjectOf: undefined,
    countOf: (batch) => batch.length,
    read: async (batch) => {
      try {
        return await read(batch);
      } catch (error) {
        const isOfOne = isGone(error) || faultOf(error, about).kind === 'denied';
        if (!isOfOne) failedForAll = true;
        throw error;
      }
    },
  });
  const found = results.flatMap(({ result }) => result);
  const asked = new Set(results.flatMap(({ item }) => item));
  const left = names.filter((name) => !asked.has(name));
  if (left.length === 0 || failedForAll) return { results: found, gaps };
  const single = await readEach(left, { ...about, read: (name) => read([name]) });
  const isNothing = found.length + single.results.length === 0;
  // Where nothing at all may be read, one gap says it for all.
  if (isNothing && gaps.length > 0 && single.gaps.length > 0) return { results: [], gaps };
  return { results: [...found, ...single.results.flatMap(({ result }) => result)], gaps: single.gaps };
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}
