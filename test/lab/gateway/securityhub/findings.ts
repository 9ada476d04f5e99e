// https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
// https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchupdatefindings.html
// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Severity.html
import { isRecord } from '../call.ts';

export type Finding = Readonly<Record<string, unknown>>;

export interface Stored {
  readonly finding: Finding;
  /** What a person set by BatchUpdateFindings: an import does not take it back. */
  readonly byPeople: Finding;
}

/** Only people set these; an import of a finding that exists leaves them as they are. */
const PEOPLES = ['Note', 'UserDefinedFields', 'VerificationState', 'Workflow', 'WorkflowState'];
/** The provider says these in FindingProviderFields, from where they show at the top unless people changed them. */
const PROVIDER_FIELDS = ['Severity', 'Types', 'Confidence', 'Criticality', 'RelatedFindings'];
/** The lowest score of each label. */
const NORMALIZED: Readonly<Record<string, number>> = {
  INFORMATIONAL: 0,
  LOW: 1,
  MEDIUM: 40,
  HIGH: 70,
  CRITICAL: 90,
};

export function keyOf(finding: Finding): string {
  return `${String(finding.ProductArn)} ${String(finding.Id)}`;
}

/**
 * What Security Hub keeps after an import.
 * @returns the stored finding itself when the imported one is not newer
 */
export function imported(sent: Finding, stored: Stored | undefined, region: string, now: number): Stored {
  if (stored === undefined)
    return { finding: { Workflow: { Status: 'NEW' }, ...complete(sent, region, now) }, byPeople: {} };
  if (Date.parse(String(sent.UpdatedAt)) <= Date.parse(String(stored.finding.UpdatedAt))) return stored;
  const kept = pick(stored.finding, PEOPLES);
  const reopened = stored.finding.RecordState === 'ARCHIVED' && (sent.RecordState ?? 'ACTIVE') === 'ACTIVE';
  const Workflow = reopened ? reopenedWorkflow(kept.Workflow) : kept.Workflow;
  const finding = { ...without(complete(sent, region, now), PEOPLES), ...kept, Workflow, ...stored.byPeople };
  return { finding, byPeople: stored.byPeople };
}

/** What Security Hub keeps after BatchUpdateFindings. */
export function updated({ finding, byPeople }: Stored, change: Finding, now: number): Stored {
  const { Note: note, Severity: severity, ...others } = change;
  const set = {
    ...others,
    ...(isRecord(note) && { Note: { ...note, UpdatedAt: new Date(now).toISOString() } }),
    ...(isRecord(severity) && {
      Severity: { ...(isRecord(finding.Severity) ? finding.Severity : {}), ...scored(severity) },
    }),
  };
  return { finding: { ...finding, ...set }, byPeople: { ...byPeople, ...pick(set, PROVIDER_FIELDS) } };
}

function reopenedWorkflow(workflow: unknown): unknown {
  const status = isRecord(workflow) ? workflow.Status : undefined;
  return status === 'NOTIFIED' || status === 'RESOLVED' ? { Status: 'NEW' } : workflow;
}

function complete(sent: Finding, region: string, now: number): Finding {
  const provider = isRecord(sent.FindingProviderFields) ? sent.FindingProviderFields : {};
  const fields = { ...pick(sent, PROVIDER_FIELDS), ...provider };
  const severity = isRecord(fields.Severity) ? scored(fields.Severity) : {};
  const { Normalized: _, ...providerSeverity } = severity;
  return {
    RecordState: 'ACTIVE',
    WorkflowState: 'NEW',
    ProductName: 'Default',
    CompanyName: 'Personal',
    Region: region,
    ...sent,
    ...fields,
    Severity: severity,
    FindingProviderFields: { ...fields, Severity: providerSeverity },
    ProcessedAt: new Date(now).toISOString(),
  };
}

/** Label and score say the same: either gives the other. */
function scored(severity: Finding): Finding {
  const { Label: label, Normalized: normalized } = severity;
  if (typeof label === 'string') return { ...severity, Normalized: NORMALIZED[label] ?? 0 };
  const score = typeof normalized === 'number' ? normalized : 0;
  const [found] = Object.entries(NORMALIZED).findLast(([, floor]) => score >= floor) ?? ['INFORMATIONAL'];
  return { ...severity, Label: found, Normalized: score };
}

function pick(finding: Finding, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(finding).filter(([name]) => names.includes(name)));
}

function without(finding: Finding, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(finding).filter(([name]) => !names.includes(name)));
}
