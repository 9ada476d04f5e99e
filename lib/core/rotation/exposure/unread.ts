import type { SourceGap } from '../../model/gap.ts';

const LIST: SourceGap['missing'] = 'account:ListRegions';

/**
 * The Regions that nobody looked into, as texts: a key works in every Region, whichever were named or could be listed.
 * @param named with `--region`; absent or empty: every enabled one was meant
 */
export function regionsUnread(
  named: readonly string[] | undefined,
  gaps: readonly Pick<SourceGap, 'missing' | 'reason'>[],
): readonly string[] {
  if (named !== undefined && named.length > 0)
    return [`every Region but ${named.join(', ')}: ask again without --region`];
  return gaps.filter(({ missing }) => missing === LIST).map(({ reason }) => reason);
}
