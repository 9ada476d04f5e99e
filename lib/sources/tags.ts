import { readEach } from '../aws/each.ts';
import type { Fact } from '../core/model/facts.ts';
import type { Scope, SourceGap } from '../core/model/gap.ts';
import type { Item } from './keeping.ts';

export interface TagRead {
  /** The IAM action of the call. */
  readonly action: string;
  readonly facts: readonly Fact[];
  readonly scope: Scope;
  readonly noun: string;
  /** Whose tags tell who owns an item; undefined: they are not asked for. Items of one ARN share one call. */
  readonly arnOf: (item: Item) => string | undefined;
  readonly tags: (arn: string) => Promise<Readonly<Record<string, string>>>;
}

/** Items with their `Tags`, for services whose lists have none. One whose tags were not read has none. */
export async function withTags(
  items: readonly Item[],
  { arnOf, tags, ...about }: TagRead,
): Promise<{ readonly items: readonly Item[]; readonly gaps: readonly SourceGap[] }> {
  const arns = [...new Set(items.flatMap((item) => arnOf(item) ?? []))];
  const { results, gaps } = await readEach(arns, { ...about, subjectOf: (arn) => arn, read: tags });
  const byArn = new Map(results.map(({ item, result }) => [item, result]));
  return {
    items: items.map((item) => {
      const own = byArn.get(arnOf(item) ?? '');
      return own === undefined ? item : { ...item, Tags: own };
    }),
    gaps,
  };
}
