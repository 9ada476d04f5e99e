import * as z from 'zod/mini';
import { regionOf } from '../../core/model/arn.ts';
import type { RedactedVariable } from '../../core/model/credential.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Workload } from '../../core/model/workload.ts';
import { count } from '../../core/reports/text.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { PartReader } from '../parse/part-reader.ts';
import { redactedValue, toVariable } from '../parse/redacted.ts';
import { arn, arnPlace } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const FACTS = ['build-projects'] as const;

const source = z.object({
  sourceIdentifier: z._default(z.string(), ''),
  location: z.exactOptional(redactedValue),
  buildspec: z.exactOptional(redactedValue),
});

const project = z.object({
  arn: arn('codebuild'),
  name: z.string(),
  serviceRole: z.optional(z.string()),
  environment: z.object({
    environmentVariables: z._default(z.array(z.object({ name: z.string(), value: redactedValue })), []),
  }),
  source: z.optional(source),
  secondarySources: z._default(z.array(source), []),
  tags: z._default(z.array(z.object({ key: z.string(), value: z._default(z.string(), '') })), []),
});
type Project = z.output<typeof project>;

/** Reads build projects whose variables, sources and buildspecs were redacted already. */
export function parseProjects(part: Part, { account }: Manifest): Parsed {
  const reader = new PartReader(part, account);
  const names = part.items.filter((item) => typeof item === 'string').length;
  if (names > 0) {
    const reason = `${reader.at('')}: expected projects, got ${count(names, 'name')}, as list-projects writes them`;
    reader.gap({ reason, facts: FACTS });
  }
  const projects = part.items.flatMap((item, index) => {
    if (typeof item === 'string') return [];
    const place = arnPlace(isRecord(item) ? item.arn : undefined, 'codebuild');
    return reader.fit(project, item, `[${index}]`, { facts: FACTS, ...place }) ?? [];
  });
  return {
    workloads: reader.unique(projects, (each) => each.arn, FACTS).map(toWorkload),
    gaps: reader.gaps,
  };
}

function toWorkload({ arn: id, name, serviceRole, environment, tags, ...rest }: Project): Workload {
  const sources = [...(rest.source === undefined ? [] : [rest.source]), ...rest.secondarySources];
  const variables = [
    ...environment.environmentVariables.map((each) => toVariable(each.name, each.value)),
    ...sources.flatMap(variablesOfSource),
  ];
  return {
    arn: id,
    type: 'AWS::CodeBuild::Project',
    name,
    region: regionOf(id),
    ...(serviceRole === undefined ? {} : { role: serviceRole }),
    tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
    environment: { state: 'read', variables },
  };
}

/** `buildspec` and `source` of the project, `ui/buildspec` and `ui/source` of a further source. */
function variablesOfSource({
  sourceIdentifier,
  location,
  buildspec,
}: z.output<typeof source>): readonly RedactedVariable[] {
  const before = sourceIdentifier === '' ? '' : `${sourceIdentifier}/`;
  return [
    ...(buildspec === undefined ? [] : [toVariable(`${before}buildspec`, buildspec)]),
    ...(location === undefined ? [] : [toVariable(`${before}source`, location)]),
  ];
}
