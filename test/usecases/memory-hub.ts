import type { AsffFinding } from '../../lib/core/reports/asff/types.ts';
import type { FindingHub, HubFailure, HubReading } from '../../lib/ports/finding-hub.ts';

interface Held {
  readonly finding: AsffFinding;
  workflow: 'NEW' | 'NOTIFIED' | 'SUPPRESSED' | 'RESOLVED';
}

/** Security Hub of one Region in memory, with the rules of BatchImportFindings that matter to a publisher. */
export class MemoryHub implements FindingHub {
  readonly held = new Map<string, Held>();
  /** Every finding that was sent, in order, call by call. */
  readonly calls: (readonly AsffFinding[])[] = [];
  reading: 'complete' | 'partial' | 'off' = 'complete';
  refuse: (finding: AsffFinding) => string | undefined = () => undefined;

  async published(): Promise<HubReading> {
    if (this.reading === 'off') return { state: 'off' };
    const findings = [...this.held.values()].map(({ finding }) => structuredClone(finding));
    if (this.reading === 'partial')
      return {
        state: 'partial',
        findings: [],
        reason: 'access denied',
        remedy: 'grant securityhub:GetFindings',
      };
    return { state: 'complete', findings };
  }

  async send(findings: readonly AsffFinding[]) {
    this.calls.push(findings);
    const failed: HubFailure[] = [];
    for (const finding of findings) {
      const code = this.refuse(finding);
      if (code === undefined) this.#import(finding);
      else failed.push({ id: finding.Id, code, reason: `${code} for a reason` });
    }
    return { failed, off: false };
  }

  /** An update that is not later is ignored without a word; coming back resets what was settled. */
  #import(finding: AsffFinding): void {
    const before = this.held.get(finding.Id);
    if (before !== undefined && before.finding.UpdatedAt >= finding.UpdatedAt) return;
    const isBack = before?.finding.RecordState === 'ARCHIVED' && finding.RecordState === 'ACTIVE';
    const settled = before?.workflow === 'NOTIFIED' || before?.workflow === 'RESOLVED';
    const workflow = before === undefined || (isBack && settled) ? 'NEW' : before.workflow;
    this.held.set(finding.Id, { finding, workflow });
  }

  states(): Record<string, string> {
    return Object.fromEntries([...this.held].map(([id, { finding }]) => [id, finding.RecordState ?? '']));
  }
}
