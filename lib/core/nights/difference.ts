import type { Finding } from '../model/finding.ts';

/** What of a finding the next night compares. */
export interface FindingBrief
  extends Pick<Finding, 'id' | 'detector' | 'severity' | 'score' | 'title' | 'subject' | 'region'> {
  /** ARN of the principal of its credential; null when it has none. */
  readonly principal: string | null;
}

/** What changed since the night before. */
export interface Difference {
  /** null: there is no night to compare with, and everything is new. */
  readonly since: string | null;
  readonly new: readonly FindingBrief[];
  /** No longer found, though everything that would show it was read. */
  readonly gone: readonly FindingBrief[];
  /** Found again with more points. */
  readonly worse: readonly (FindingBrief & { readonly before: number })[];
  readonly better: readonly (FindingBrief & { readonly before: number })[];
  /** No longer found, but too little was read to say that they are gone. */
  readonly unseen: readonly FindingBrief[];
}

export function brief(
  { id, detector, severity, score, title, subject, region }: Finding,
  principal: string | null,
): FindingBrief {
  return { id, detector, severity, score, title, subject, region, principal };
}

/**
 * Compares two nights' findings of one account.
 * @param before null: there was no night before
 * @param isJudged whether what was read tonight would show a finding of that id if it held
 */
export function difference(
  before: { readonly run: string; readonly findings: readonly FindingBrief[] } | null,
  now: readonly FindingBrief[],
  isJudged: (finding: FindingBrief) => boolean,
): Difference {
  const known = new Map((before?.findings ?? []).map((finding) => [finding.id, finding]));
  const current = new Set(now.map(({ id }) => id));
  const missing = [...known.values()].filter(({ id }) => !current.has(id));
  const again = now.flatMap((finding) => {
    const score = known.get(finding.id)?.score;
    return score === undefined ? [] : [{ ...finding, before: score }];
  });
  return {
    since: before?.run ?? null,
    new: now.filter(({ id }) => !known.has(id)),
    gone: missing.filter(isJudged),
    worse: again.filter(({ score, before: earlier }) => score > earlier),
    better: again.filter(({ score, before: earlier }) => score < earlier),
    unseen: missing.filter((finding) => !isJudged(finding)),
  };
}
