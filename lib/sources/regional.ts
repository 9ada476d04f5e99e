import { gapOf } from '../aws/errors.ts';
import { isNotOffered } from '../aws/offered.ts';
import { partOf, type Reading, readAll } from '../aws/reading.ts';
import type { Fact } from '../core/model/facts.ts';
import type { Scope, SourceGap } from '../core/model/gap.ts';
import type { Part } from '../ports/account-export.ts';
import type { LiveContext } from './source.ts';

export interface RegionalRead<T> {
  /** The IAM action of the list. */
  readonly action: string;
  readonly facts: readonly Fact[];
  /** Pages of what one Region lists. */
  readonly list: (region: string) => AsyncIterable<readonly T[]>;
  /**
   * What is kept of what was listed, with the gaps of what could not be read of it; further calls are made here.
   * Values that may be secret leave it redacted.
   */
  readonly keep: (
    found: readonly T[],
    scope: Scope & { readonly region: string },
  ) => Promise<{ readonly items: readonly unknown[]; readonly gaps: readonly SourceGap[] }>;
}

/** Reads one kind of thing in every Region; a Region that fails is a gap, and the others are read. */
export async function readRegional<T>(
  { account, regions }: Pick<LiveContext, 'account' | 'regions'>,
  { action, facts, list, keep }: RegionalRead<T>,
): Promise<Part> {
  const readings = await Promise.all(
    regions.map(async (region): Promise<Reading> => {
      const scope = { account, region };
      const found: T[] = [];
      const { answered, fault } = await readAll(list(region), (page) => found.push(...page));
      // What AWS does not offer in a Region, nobody can have there.
      if (isNotOffered(fault, action, region)) return { items: [], gaps: [], answered: true };
      const unread = fault === undefined ? [] : [gapOf(fault, { action, scope, facts })];
      const { items, gaps } = await keep(found, scope);
      return { items, gaps: [...unread, ...gaps], answered };
    }),
  );
  return partOf(action, readings);
}
