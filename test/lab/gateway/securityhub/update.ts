// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindings.html

import { isRecord } from '../call.ts';
import { words } from '../text.ts';
import { keyOf, updated } from './findings.ts';
import { type Asked, Refusal } from './hub.ts';
import * as valid from './validate.ts';

const MAX_FINDINGS = 100;
const CHANGEABLE = words(
  'Note Severity VerificationState Confidence Criticality Types UserDefinedFields Workflow RelatedFindings',
);

export function batchUpdateFindings({ call, hub, now }: Asked): object {
  const { FindingIdentifiers: identifiers } = call.json;
  if (!Array.isArray(identifiers) || identifiers.length < 1 || identifiers.length > MAX_FINDINGS) {
    const message = `Invalid parameter 'FindingIdentifiers': expected 1 to ${MAX_FINDINGS} identifiers`;
    throw new Refusal(400, 'InvalidInputException', message);
  }
  const change = Object.fromEntries(Object.entries(call.json).filter(([name]) => CHANGEABLE.includes(name)));
  const [fault] = changeFaults(change);
  if (fault !== undefined) throw new Refusal(400, 'InvalidInputException', fault);
  const ProcessedFindings: object[] = [];
  const UnprocessedFindings: object[] = [];
  for (const identifier of identifiers.filter(isRecord)) {
    const stored = hub.findings.get(keyOf(identifier));
    if (stored === undefined) {
      const reason = { ErrorCode: 'FindingNotFound', ErrorMessage: 'Finding Not Found' };
      UnprocessedFindings.push({ FindingIdentifier: identifier, ...reason });
      continue;
    }
    hub.findings.set(keyOf(identifier), updated(stored, change, now));
    ProcessedFindings.push(identifier);
  }
  return { ProcessedFindings, UnprocessedFindings };
}

function changeFaults(change: Readonly<Record<string, unknown>>): readonly string[] {
  const { Note: note, Workflow: workflow } = change;
  return [
    ...(isRecord(note) && (note.Text === undefined || note.UpdatedBy === undefined)
      ? ['Note needs Text and UpdatedBy']
      : []),
    ...valid.textFaults('Note.Text', isRecord(note) ? note.Text : undefined, 512),
    ...valid.oneOf(
      'Workflow.Status',
      isRecord(workflow) ? workflow.Status : undefined,
      valid.WORKFLOW_STATUSES,
    ),
    ...valid.oneOf('VerificationState', change.VerificationState, valid.VERIFICATION_STATES),
    ...valid.percentFaults('Confidence', change.Confidence),
    ...valid.percentFaults('Criticality', change.Criticality),
    ...valid.severityFaults('Severity', change.Severity),
    ...valid.typeFaults('Types', change.Types),
    ...valid.mapFaults('UserDefinedFields', change.UserDefinedFields, 128, 1024),
  ];
}
