import * as z from 'zod/mini';
import { regionOf } from '../../core/model/arn.ts';
import type { RedactedVariable } from '../../core/model/credential.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Workload } from '../../core/model/workload.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { PartReader } from '../parse/part-reader.ts';
import { placed } from '../parse/placed.ts';
import { redactedPlaces, redactedValue, variablesAt, variablesOf } from '../parse/redacted.ts';
import { arn, arnPlace } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const FACTS = ['glue-jobs'] as const;

const job = z.object({
  Name: z.string(),
  Arn: z.optional(arn('glue')),
  Region: z.optional(z.string()),
  Role: z.optional(z.string()),
  DefaultArguments: z._default(z.record(z.string(), redactedValue), {}),
  NonOverridableArguments: z._default(z.record(z.string(), redactedValue), {}),
  CodeGenConfigurationNodes: z.optional(redactedPlaces),
  Tags: z._default(z.record(z.string(), z.string()), {}),
});
type Job = z.output<typeof job>;

/** Reads jobs whose arguments were redacted already. */
export function parseJobs(part: Part, manifest: Manifest): Parsed {
  const reader = new PartReader(part, manifest.account);
  const found = part.items.flatMap((item, index): readonly Workload[] => {
    const about = { facts: FACTS, ...arnPlace(isRecord(item) ? item.Arn : undefined, 'glue') };
    const fit = reader.fit(job, item, `[${index}]`, about);
    if (fit === undefined) return [];
    const region = placed(fit, manifest);
    if (region === undefined) {
      reader.unplaced(`[${index}]`, `job ${fit.Name}`, FACTS);
      return [];
    }
    const { partition, account } = manifest;
    return [toWorkload(fit, fit.Arn ?? `arn:${partition}:glue:${region}:${account}:job/${fit.Name}`, reader)];
  });
  return { workloads: reader.unique(found, (each) => each.arn, FACTS), gaps: reader.gaps };
}

function toWorkload(fit: Job, id: string, reader: PartReader): Workload {
  if (fit.CodeGenConfigurationNodes?.undecoded !== undefined) {
    reader.gap({
      reason: `${reader.at('')}: the nodes of job ${fit.Name} are too deep to be judged`,
      remedy: `look into the nodes of job ${fit.Name} by hand`,
      facts: FACTS,
      subject: id,
      region: regionOf(id),
      badInput: false,
    });
  }
  return {
    arn: id,
    type: 'AWS::Glue::Job',
    name: fit.Name,
    region: regionOf(id),
    ...(fit.Role?.startsWith('arn:') === true ? { role: fit.Role } : {}),
    tags: fit.Tags,
    environment: { state: 'read', variables: variablesIn(fit) },
  };
}

function variablesIn(fit: Job): readonly RedactedVariable[] {
  return [
    ...variablesOf(fit.DefaultArguments),
    ...variablesOf(fit.NonOverridableArguments),
    ...variablesAt(fit.CodeGenConfigurationNodes, 'nodes '),
  ];
}

/** Whether anything was found in a kept job. */
export function tellsOf(item: Readonly<Record<string, unknown>>): boolean {
  const fit = job.safeParse(item).data;
  return (
    fit !== undefined && variablesIn(fit).some(({ rules, keyId }) => rules.length > 0 || keyId !== undefined)
  );
}
