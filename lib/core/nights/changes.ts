import type { Finding } from '../model/finding.ts';
import { SEVERITIES } from '../model/severity.ts';
import type { Difference, FindingBrief } from './difference.ts';

/** A finding that came, went or grew since the run before, as people are told of it. */
export interface Change extends Pick<Finding, 'id' | 'severity' | 'title'> {
  readonly change: 'new' | 'worse' | 'gone';
  /** 12 digits. */
  readonly account: string;
}

/** Most that one kind of change is told of; the counts are whole. */
const MOST_OF_A_KIND = 1000;

const ORDER = ['new', 'worse', 'gone'] as const;

/** What changed in one account. */
export function changesIn(
  account: string,
  difference: Pick<Difference, (typeof ORDER)[number]>,
): readonly Change[] {
  return ORDER.flatMap((change) => difference[change].map((finding) => changeOf(change, account, finding)));
}

function changeOf(change: Change['change'], account: string, { id, severity, title }: FindingBrief): Change {
  return { change, account, severity, title, id };
}

/** New ones first, then what got worse, then what is gone, each the most severe first; bounded. */
export function worstFirst(changes: readonly Change[], most = MOST_OF_A_KIND): readonly Change[] {
  return ORDER.flatMap((kind) =>
    changes
      .filter(({ change }) => change === kind)
      .toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || order(a, b))
      .slice(0, most),
  );
}

function order(a: Change, b: Change): number {
  if (a.account !== b.account) return a.account < b.account ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
