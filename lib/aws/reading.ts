import type { SourceGap } from '../core/model/gap.ts';
import type { Part } from '../ports/account-export.ts';

/** What came of reading one list in one place. */
export interface Reading {
  readonly items: readonly unknown[];
  readonly gaps: readonly SourceGap[];
  /** Whether AWS answered at all: an empty list is an answer. */
  readonly answered: boolean;
}

/** Reads to the end or to a fault; what came before the fault is kept. */
export async function readAll<T>(
  list: AsyncIterable<T>,
  take: (page: T) => void,
): Promise<{ readonly answered: boolean; readonly fault?: unknown }> {
  let answered = false;
  try {
    for await (const page of list) {
      answered = true;
      take(page);
    }
    return { answered: true };
  } catch (fault) {
    return { answered, fault };
  }
}

/** Readings of one kind, as one part. */
export function partOf(action: string, readings: readonly Reading[]): Part {
  const gaps = readings.flatMap((reading) => reading.gaps);
  return {
    items: readings.flatMap(({ items }) => items),
    origin: action,
    missing: action,
    status: statusOf(gaps, readings),
    gaps,
  };
}

export function statusOf(
  gaps: readonly SourceGap[],
  readings: readonly { readonly answered: boolean }[],
): Part['status'] {
  if (gaps.length === 0) return 'complete';
  return readings.some(({ answered }) => answered) ? 'partial' : 'unread';
}
