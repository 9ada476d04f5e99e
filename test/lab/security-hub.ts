import {
  type AwsSecurityFinding,
  EnableSecurityHubCommand,
  paginateGetFindings,
  ResourceConflictException,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { type Lab, labClient } from './lab.ts';

/** Turns Security Hub on in the lab; that it is on already is fine. */
export async function enableSecurityHub(lab: Lab, regions: readonly string[]): Promise<void> {
  for (const region of regions) {
    const hub = new SecurityHubClient(labClient(lab, region));
    try {
      await hub.send(new EnableSecurityHubCommand({ EnableDefaultStandards: false }));
    } catch (error) {
      if (!(error instanceof ResourceConflictException)) throw error;
    } finally {
      hub.destroy();
    }
  }
}

/** @returns the active findings of each Region, by severity label */
export async function countFindings(
  lab: Lab,
  regions: readonly string[],
): Promise<Map<string, Map<string, number>>> {
  const counts = new Map<string, Map<string, number>>();
  for (const region of regions) {
    const labels = new Map<string, number>();
    for (const { Severity } of await activeFindings(lab, region)) {
      const label = (Severity?.Label ?? 'unknown').toLowerCase();
      labels.set(label, (labels.get(label) ?? 0) + 1);
    }
    counts.set(region, labels);
  }
  return counts;
}

/** What Security Hub holds in a Region, as it would tell the account itself. */
export async function activeFindings(lab: Lab, region: string): Promise<readonly AwsSecurityFinding[]> {
  const hub = new SecurityHubClient(labClient(lab, region));
  const Filters = { RecordState: [{ Comparison: 'EQUALS' as const, Value: 'ACTIVE' }] };
  const findings: AwsSecurityFinding[] = [];
  try {
    for await (const page of paginateGetFindings({ client: hub }, { Filters }))
      findings.push(...(page.Findings ?? []));
    return findings;
  } finally {
    hub.destroy();
  }
}

/** `12 in us-east-1 (2 critical, 10 high)`, a line a Region. */
export function describeCounts(counts: ReadonlyMap<string, ReadonlyMap<string, number>>): string {
  return [...counts]
    .map(([region, labels]) => {
      const total = [...labels.values()].reduce((sum, count) => sum + count, 0);
      const parts = ['critical', 'high', 'medium', 'low', 'informational', 'unknown'].flatMap((label) => {
        const count = labels.get(label);
        return count === undefined ? [] : [`${count} ${label}`];
      });
      return `${total} in ${region}${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`;
    })
    .join(', ');
}
