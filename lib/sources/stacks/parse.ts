import * as z from 'zod/mini';
import { regionOf } from '../../core/model/arn.ts';
import type { RedactedVariable } from '../../core/model/credential.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Workload } from '../../core/model/workload.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { PartReader } from '../parse/part-reader.ts';
import { redactedValue, toVariable } from '../parse/redacted.ts';
import { arn, arnPlace, tagList } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const FACTS = ['stacks'] as const;

const stack = z.object({
  StackId: arn('cloudformation'),
  StackName: z.string(),
  RoleARN: z.optional(z.string()),
  Parameters: z._default(
    z.array(
      z.object({
        ParameterKey: z.string(),
        ParameterValue: z.optional(redactedValue),
        ResolvedValue: z.optional(redactedValue),
      }),
    ),
    [],
  ),
  Outputs: z._default(
    z.array(z.object({ OutputKey: z.string(), OutputValue: z.optional(redactedValue) })),
    [],
  ),
  Tags: tagList,
});
type Stack = z.output<typeof stack>;

/** Reads stacks whose parameters and outputs were redacted already. */
export function parseStacks(part: Part, { account }: Manifest): Parsed {
  const reader = new PartReader(part, account);
  const stacks = part.items.flatMap((item, index) => {
    const id = isRecord(item) ? item.StackId : undefined;
    const about = { facts: FACTS, ...arnPlace(id, 'cloudformation') };
    return reader.fit(stack, item, `[${index}]`, about) ?? [];
  });
  const unique = reader.unique(stacks, ({ StackId }) => StackId, FACTS);
  return { workloads: unique.map(toWorkload), gaps: reader.gaps };
}

function toWorkload({ StackId, StackName, RoleARN, Parameters, Outputs, Tags }: Stack): Workload {
  const parameters = Parameters.flatMap(
    ({ ParameterKey: key, ParameterValue: value, ResolvedValue: resolved }): readonly RedactedVariable[] => [
      ...(value === undefined ? [] : [toVariable(`parameter ${key}`, value)]),
      ...(resolved === undefined ? [] : [toVariable(`parameter ${key} (resolved)`, resolved)]),
    ],
  );
  const outputs = Outputs.flatMap(({ OutputKey, OutputValue }): readonly RedactedVariable[] =>
    OutputValue === undefined ? [] : [toVariable(`output ${OutputKey}`, OutputValue)],
  );
  return {
    arn: StackId,
    type: 'AWS::CloudFormation::Stack',
    name: StackName,
    region: regionOf(StackId),
    ...(RoleARN === undefined ? {} : { role: RoleARN }),
    tags: Tags,
    environment: { state: 'read', variables: [...parameters, ...outputs] },
  };
}
