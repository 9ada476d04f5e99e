import { enableHub } from '../core/reports/asff/enable.ts';
import type { HubFailure } from '../ports/finding-hub.ts';

export interface PublishedRegion {
  readonly region: string;
  readonly created: number;
  readonly updated: number;
  /** Sent again unchanged, because they would expire. */
  readonly refreshed: number;
  readonly unchanged: number;
  readonly archived: number;
  /** Not found this time, and not archived: their scope was not read completely. */
  readonly kept: readonly { readonly id: string; readonly because: string }[];
  readonly failed: readonly HubFailure[];
}

export interface Publication {
  /** By Region: those in which Security Hub holds or was sent anything of ours. */
  readonly regions: readonly PublishedRegion[];
  /** Regions where findings wait, and Security Hub is not enabled. */
  readonly hubOff: readonly string[];
  /** What else went wrong and what to do, a line each. */
  readonly faults: readonly string[];
}

export interface PublishResult extends Omit<Publication, 'faults'> {
  /** What went wrong and what to do, a line each; empty when all is well. */
  readonly problems: readonly string[];
}

/** What went wrong and what to do, a line each, beside Regions where Security Hub is off. */
export function faultsOf(what: {
  readonly results: readonly PublishedRegion[];
  readonly partial: ReadonlyMap<string, { readonly reason: string; readonly remedy: string }>;
}): readonly string[] {
  const lines: string[] = [];
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

/** What is told of a Region where findings wait and Security Hub is not enabled. */
export function hubOffProblem(region: string, account: string): string {
  return `Security Hub is not enabled in ${region} of account ${account}: its findings were not published; enable it with: ${enableHub(region)}`;
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
