import type { PublishedRegion } from './publish.ts';

/** What went wrong and what to do, a line each. */
export function problemsOf(what: {
  readonly results: readonly PublishedRegion[];
  readonly off: ReadonlySet<string>;
  readonly partial: ReadonlyMap<string, { readonly reason: string; readonly remedy: string }>;
  readonly account: string;
}): readonly string[] {
  const lines: string[] = [];
  for (const region of what.off) {
    lines.push(
      `Security Hub is not enabled in ${region} of account ${what.account}: its findings were not published; enable it with: aws securityhub enable-security-hub --no-enable-default-standards --region ${region}`,
    );
  }
  for (const [region, { reason, remedy }] of what.partial) {
    lines.push(
      `securityhub:GetFindings could not read ${region} completely (${reason}): every current finding was sent, nothing was archived there; ${remedy}`,
    );
  }
  for (const { region, failed } of what.results) {
    const [first] = failed;
    if (first === undefined) continue;
    const example = `${first.id}: ${first.code}: ${first.reason}`;
    lines.push(
      `securityhub:BatchImportFindings did not take ${failed.length} of the findings in ${region} (first: ${example}); ${first.remedy ?? 'publish again'}`,
    );
  }
  return lines;
}

/** What was done, in one line. */
export function summary(results: readonly PublishedRegion[]): string {
  const sum = (of: (region: PublishedRegion) => number) =>
    results.reduce((total, region) => total + of(region), 0);
  const parts = [
    `${sum(({ created }) => created)} new`,
    `${sum(({ updated }) => updated)} changed`,
    `${sum(({ refreshed }) => refreshed)} refreshed`,
    `${sum(({ unchanged }) => unchanged)} unchanged`,
    `${sum(({ archived }) => archived)} archived`,
    `${sum(({ kept }) => kept.length)} kept`,
    `${sum(({ failed }) => failed.length)} failed`,
  ];
  return parts.join(', ');
}
