// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFindingFilters.html
// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_StringFilter.html
// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_MapFilter.html

import { isRecord } from '../call.ts';
import { textual, words } from '../text.ts';

type Finding = Readonly<Record<string, unknown>>;
/** Gives the values of a finding that a filter looks at. */
type Read = (finding: Finding) => readonly unknown[];

const TEXT_FIELDS: Readonly<Record<string, Read>> = {
  ...Object.fromEntries(
    words(
      'Id ProductArn GeneratorId AwsAccountId RecordState Title Description Region ProductName CompanyName VerificationState',
    ).map((name): [string, Read] => [name, (finding) => [finding[name]]]),
  ),
  Type: ({ Types: types }) => (Array.isArray(types) ? types : []),
  WorkflowStatus: ({ Workflow: workflow }) => [of(workflow, 'Status')],
  SeverityLabel: ({ Severity: severity }) => [of(severity, 'Label')],
  ComplianceStatus: ({ Compliance: compliance }) => [of(compliance, 'Status')],
  NoteText: ({ Note: note }) => [of(note, 'Text')],
  ResourceId: ({ Resources: resources }) => each(resources, 'Id'),
  ResourceType: ({ Resources: resources }) => each(resources, 'Type'),
  ResourceRegion: ({ Resources: resources }) => each(resources, 'Region'),
};
const MAP_FIELDS: Readonly<Record<string, (finding: Finding, key: string) => readonly unknown[]>> = {
  ProductFields: ({ ProductFields: map }, key) => [of(map, key)],
  UserDefinedFields: ({ UserDefinedFields: map }, key) => [of(map, key)],
  ResourceTags: ({ Resources: resources }, key) => each(resources, 'Tags').map((tags) => of(tags, key)),
};
const DATE_FIELDS = ['CreatedAt', 'UpdatedAt', 'FirstObservedAt', 'LastObservedAt'];
const COMPARISONS: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  EQUALS: (value, wanted) => value === wanted,
  PREFIX: (value, wanted) => value.startsWith(wanted),
  CONTAINS: (value, wanted) => value.includes(wanted),
};
/** Each denies the comparison of this name. */
const DENIALS: Readonly<Record<string, string>> = {
  NOT_EQUALS: 'EQUALS',
  PREFIX_NOT_EQUALS: 'PREFIX',
  NOT_CONTAINS: 'CONTAINS',
};
const MAX_VALUES = 20;
const DAY_MS = 86_400_000;

/** What is wrong with the filters, or undefined. */
export function filterFault(filters: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, conditions] of Object.entries(filters)) {
    if (!(name in TEXT_FIELDS) && !(name in MAP_FIELDS) && !DATE_FIELDS.includes(name)) {
      return `Filter ${name} is unknown, or is not imitated by this lab`;
    }
    if (!Array.isArray(conditions)) return `Filter ${name} should be array`;
    if (conditions.length > MAX_VALUES)
      return `Filter ${name} should NOT have more than ${MAX_VALUES} values`;
    if (DATE_FIELDS.includes(name)) continue;
    for (const condition of conditions) {
      const comparison = String(of(condition, 'Comparison'));
      if (!(comparison in COMPARISONS) && !(comparison in DENIALS))
        return `Filter ${name} has invalid Comparison ${comparison}`;
      if (name in MAP_FIELDS && comparison.includes('PREFIX'))
        return `Filter ${name} has invalid Comparison ${comparison}`;
    }
  }
  return undefined;
}

/** Whether a finding passes: all fields must, and of one field any positive and every negative condition. */
export function matches(finding: Finding, filters: Readonly<Record<string, unknown>>, now: number): boolean {
  return Object.entries(filters).every(([name, list]) => {
    const conditions = Array.isArray(list) ? list.filter(isRecord) : [];
    if (conditions.length === 0) return true;
    if (DATE_FIELDS.includes(name)) return conditions.some((range) => inRange(finding[name], range, now));
    const verdicts = conditions.map((condition) => {
      const comparison = String(condition.Comparison);
      const denied = DENIALS[comparison];
      const compare = COMPARISONS[denied ?? comparison] ?? (() => false);
      const wanted = String(condition.Value);
      const values = read(finding, name, String(condition.Key));
      const found = values.some((value) => typeof value === 'string' && compare(value, wanted));
      return { negative: denied !== undefined, holds: found === (denied === undefined) };
    });
    const positive = verdicts.filter(({ negative }) => !negative);
    const anyPositive = positive.length === 0 || positive.some(({ holds }) => holds);
    return anyPositive && verdicts.every(({ negative, holds }) => !negative || holds);
  });
}

function read(finding: Finding, name: string, key: string): readonly unknown[] {
  return TEXT_FIELDS[name]?.(finding) ?? MAP_FIELDS[name]?.(finding, key) ?? [];
}

function inRange(
  value: unknown,
  { Start: start, End: end, DateRange: range }: Record<string, unknown>,
  now: number,
): boolean {
  const at = Date.parse(String(value));
  const days = of(range, 'Value');
  if (typeof days === 'number') return at >= now - days * DAY_MS;
  return (
    (start === undefined || at >= Date.parse(textual(start))) &&
    (end === undefined || at <= Date.parse(textual(end)))
  );
}

function of(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function each(list: unknown, name: string): unknown[] {
  return Array.isArray(list) ? list.map((item) => of(item, name)) : [];
}
