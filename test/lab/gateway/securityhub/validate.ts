// https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html
// https://docs.aws.amazon.com/securityhub/latest/userguide/asff-top-level-attributes.html
// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html

import { isRecord } from '../call.ts';
import { words } from '../text.ts';

/** Largest finding, in bytes of JSON: https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html */
const MAX_FINDING_BYTES = 240 * 1024;
/** Largest single text field, by AWS's own error message. */
const MAX_FIELD = 32_768;
export const LABELS = ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'];
export const WORKFLOW_STATUSES = ['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'];
export const VERIFICATION_STATES = ['UNKNOWN', 'TRUE_POSITIVE', 'FALSE_POSITIVE', 'BENIGN_POSITIVE'];
const PARTITIONS = ['aws', 'aws-cn', 'aws-us-gov'];
const COMPLIANCE_STATUSES = ['PASSED', 'WARNING', 'FAILED', 'NOT_AVAILABLE'];

/** https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html#Types */
const NAMESPACES = [
  'Software and Configuration Checks',
  'TTPs',
  'Effects',
  'Unusual Behaviors',
  'Sensitive Data Identifications',
];
const TYPE_FORM = /^([^/]+)(\/[^/]+){0,2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:?\d{2})$/;

const TEXT_LIMITS: Readonly<Record<string, number>> = {
  Id: 512,
  GeneratorId: 512,
  Title: 256,
  Description: 1024,
};
const REQUIRED = words(
  'SchemaVersion Id ProductArn GeneratorId AwsAccountId CreatedAt UpdatedAt Title Description Resources',
);

/** What is wrong with a finding, in the words of AWS's schema validator; empty when it would be taken. */
export function faultsOf(finding: Readonly<Record<string, unknown>>): readonly string[] {
  const provider = isRecord(finding.FindingProviderFields) ? finding.FindingProviderFields : {};
  const bytes = Buffer.byteLength(JSON.stringify(finding));
  return [
    ...(bytes > MAX_FINDING_BYTES ? [`data should NOT be larger than ${MAX_FINDING_BYTES} bytes`] : []),
    ...REQUIRED.filter((name) => finding[name] === undefined).map((name) => missing('data', name)),
    ...['Severity', 'Types']
      .filter((name) => finding[name] === undefined && provider[name] === undefined)
      .map((name) => missing('data', name)),
    ...Object.entries(TEXT_LIMITS).flatMap(([name, limit]) =>
      textFaults(`data.${name}`, finding[name], limit),
    ),
    ...((finding.SchemaVersion ?? '2018-10-08') === '2018-10-08'
      ? []
      : ['data.SchemaVersion should be equal to one of the allowed values']),
    ...['CreatedAt', 'UpdatedAt', 'FirstObservedAt', 'LastObservedAt'].flatMap((name) =>
      dateFaults(name, finding[name]),
    ),
    ...severityFaults('data.Severity', finding.Severity),
    ...severityFaults('data.FindingProviderFields.Severity', provider.Severity),
    ...typeFaults('data.Types', finding.Types),
    ...typeFaults('data.FindingProviderFields.Types', provider.Types),
    ...resourceFaults(finding.Resources),
    ...recommendationFaults(finding.Remediation),
    ...mapFaults('data.ProductFields', finding.ProductFields, 128, 2048),
    ...mapFaults('data.UserDefinedFields', finding.UserDefinedFields, 128, 1024),
    ...oneOf('data.RecordState', finding.RecordState, ['ACTIVE', 'ARCHIVED']),
    ...oneOf('data.Workflow.Status', nested(finding.Workflow, 'Status'), WORKFLOW_STATUSES),
    ...oneOf('data.VerificationState', finding.VerificationState, VERIFICATION_STATES),
    ...oneOf('data.Compliance.Status', nested(finding.Compliance, 'Status'), COMPLIANCE_STATUSES),
    ...percentFaults('data.Confidence', finding.Confidence),
    ...percentFaults('data.Criticality', finding.Criticality),
    ...longFields(finding),
  ];
}

export function severityFaults(place: string, severity: unknown): string[] {
  if (severity === undefined) return [];
  if (!isRecord(severity)) return [`${place} should be object`];
  const { Label: label, Normalized: normalized, Original: original } = severity;
  const inProvider = place.includes('FindingProviderFields');
  return [
    ...oneOf(`${place}.Label`, label, LABELS),
    ...percentFaults(`${place}.Normalized`, normalized),
    ...textFaults(`${place}.Original`, original, 64),
    ...(label === undefined && normalized === undefined && !inProvider ? [missing(place, 'Label')] : []),
  ];
}

export function typeFaults(place: string, types: unknown): string[] {
  if (types === undefined) return [];
  if (!Array.isArray(types)) return [`${place} should be array`];
  return [
    ...(types.length > 50 ? [`${place} should NOT have more than 50 items`] : []),
    ...types.flatMap((type, at) => {
      if (typeof type !== 'string' || !TYPE_FORM.test(type))
        return [`${place}[${at}] should match pattern "${TYPE_FORM.source}"`];
      const known = NAMESPACES.includes(type.split('/')[0] ?? '');
      return known ? [] : [`${place}[${at}] should start with one of the allowed namespaces`];
    }),
  ];
}

export function mapFaults(place: string, map: unknown, maxKey: number, maxValue: number): string[] {
  if (map === undefined) return [];
  if (!isRecord(map)) return [`${place} should be object`];
  const entries = Object.entries(map);
  return [
    ...(entries.length > 50 ? [`${place} should NOT have more than 50 properties`] : []),
    ...entries.flatMap(([key, value]) => [
      ...textFaults(`${place} property name`, key, maxKey),
      ...textFaults(`${place}['${key}']`, value, maxValue),
    ]),
  ];
}

export function textFaults(place: string, value: unknown, limit: number): string[] {
  if (value === undefined) return [];
  if (typeof value !== 'string') return [`${place} should be string`];
  if (value.length === 0) return [`${place} should NOT be shorter than 1 characters`];
  return value.length > limit ? [`${place} should NOT be longer than ${limit} characters`] : [];
}

export function oneOf(place: string, value: unknown, allowed: readonly string[]): string[] {
  if (value === undefined || (typeof value === 'string' && allowed.includes(value))) return [];
  return [`${place} should be equal to one of the allowed values`];
}

export function percentFaults(place: string, value: unknown): string[] {
  if (value === undefined) return [];
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 100;
  return fits ? [] : [`${place} should be integer between 0 and 100`];
}

function resourceFaults(resources: unknown): string[] {
  if (resources === undefined) return [];
  if (!Array.isArray(resources)) return ['data.Resources should be array'];
  if (resources.length < 1) return ['data.Resources should NOT have fewer than 1 items'];
  if (resources.length > 32) return ['data.Resources should NOT have more than 32 items'];
  return resources.flatMap((resource: unknown, at) => {
    const place = `data.Resources[${at}]`;
    if (!isRecord(resource)) return [`${place} should be object`];
    return [
      ...['Type', 'Id'].filter((name) => resource[name] === undefined).map((name) => missing(place, name)),
      ...textFaults(`${place}.Id`, resource.Id, 512),
      ...textFaults(`${place}.Type`, resource.Type, 256),
      ...oneOf(`${place}.Partition`, resource.Partition, PARTITIONS),
      ...textFaults(`${place}.Region`, resource.Region, 16),
      ...mapFaults(`${place}.Tags`, resource.Tags, 128, 256),
    ];
  });
}

function recommendationFaults(remediation: unknown): string[] {
  const recommendation = nested(remediation, 'Recommendation');
  const place = 'data.Remediation.Recommendation';
  return [
    ...textFaults(`${place}.Text`, nested(recommendation, 'Text'), 512),
    ...textFaults(`${place}.Url`, nested(recommendation, 'Url'), 2048),
  ];
}

function dateFaults(name: string, value: unknown): string[] {
  if (value === undefined) return [];
  const fits = typeof value === 'string' && DATE_TIME.test(value) && !Number.isNaN(Date.parse(value));
  return fits ? [] : [`data.${name} should match format "date-time"`];
}

function longFields(value: unknown): string[] {
  if (typeof value === 'string') {
    return value.length >= MAX_FIELD
      ? [`The maximum size of an individual field should be less than ${MAX_FIELD}`]
      : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(longFields).slice(0, 1);
}

function nested(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function missing(place: string, name: string): string {
  return `${place} should have required property '${name}'`;
}
