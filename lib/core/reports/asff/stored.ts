import type { PublishedFinding } from '../../evidence/scope.ts';
import { type Instant, parseInstant } from '../../model/time.ts';
import { GLOBAL, NONE, PREFIX } from './index.ts';
import type { AsffFinding, AsffRecordState } from './types.ts';

/** A finding of ours as Security Hub holds it, with the document to send again. */
export interface StoredFinding extends PublishedFinding {
  readonly document: AsffFinding;
}

/**
 * Reads what {@link toAsff} wrote.
 * @param region the Region whose Security Hub it was read from
 * @returns undefined when it is not a finding of ours
 */
export function fromAsff(document: AsffFinding, region: string): StoredFinding | undefined {
  const {
    Id,
    GeneratorId,
    AwsAccountId,
    ProductFields: fields = {},
    RecordState,
    CreatedAt,
    UpdatedAt,
  } = document;
  if (!Id.startsWith(PREFIX) || !GeneratorId.startsWith(PREFIX)) return undefined;
  const subject = fields['nightwarden/credential'];
  const principal = fields['nightwarden/principal'];
  const scope = fields['nightwarden/region'];
  const digest = fields['nightwarden/digest'];
  return {
    id: Id.slice(PREFIX.length),
    account: AwsAccountId,
    region,
    detector: fields['nightwarden/detector'] ?? GeneratorId.slice(PREFIX.length),
    ...(subject === undefined ? {} : { subject }),
    ...(principal === undefined ? {} : { principal: principal === NONE ? null : principal }),
    ...(scope === undefined ? {} : { scopeRegion: scope === GLOBAL ? null : scope }),
    ...(digest === undefined ? {} : { digest }),
    recordState: RecordState ?? 'ACTIVE',
    createdAt: parseInstant(CreatedAt) ?? CreatedAt,
    updatedAt: parseInstant(UpdatedAt) ?? UpdatedAt,
    document,
  };
}

/**
 * The stored document with another state and moment. Severity and types are set to our own again: the top-level
 * ones may be a person's, and Security Hub keeps a person's whatever is sent.
 */
export function restate(document: AsffFinding, state: AsffRecordState, now: Instant): AsffFinding {
  const { Severity = document.Severity, Types = document.Types } = document.FindingProviderFields ?? {};
  return { ...document, Severity, Types, RecordState: state, UpdatedAt: now };
}
