import * as z from 'zod/mini';
import { regionOf } from '../../core/model/arn.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Workload } from '../../core/model/workload.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { PartReader } from '../parse/part-reader.ts';
import { redactedPlaces, variablesAt } from '../parse/redacted.ts';
import { arn, arnPlace } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const FACTS = ['state-machines'] as const;

const machine = z.object({
  stateMachineArn: arn('states'),
  name: z.string(),
  roleArn: z.optional(z.string()),
  definition: redactedPlaces,
  tags: z._default(z.array(z.object({ key: z.string(), value: z._default(z.string(), '') })), []),
});
type Machine = z.output<typeof machine>;

/** Reads state machines whose definitions were redacted already. */
export function parseStateMachines(part: Part, { account }: Manifest): Parsed {
  const reader = new PartReader(part, account);
  const machines = part.items.flatMap((item, index) => {
    const place = arnPlace(isRecord(item) ? item.stateMachineArn : undefined, 'states');
    return reader.fit(machine, item, `[${index}]`, { facts: FACTS, ...place }) ?? [];
  });
  const unique = reader.unique(machines, ({ stateMachineArn }) => stateMachineArn, FACTS);
  return { workloads: unique.map((each) => toWorkload(each, reader)), gaps: reader.gaps };
}

function toWorkload(
  { stateMachineArn, name, roleArn, definition, tags }: Machine,
  reader: PartReader,
): Workload {
  return {
    arn: stateMachineArn,
    type: 'AWS::StepFunctions::StateMachine',
    name,
    region: regionOf(stateMachineArn),
    ...(roleArn === undefined ? {} : { role: roleArn }),
    tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
    environment: environmentOf(stateMachineArn, definition, reader),
  };
}

function environmentOf(
  subject: string,
  definition: Machine['definition'],
  reader: PartReader,
): Workload['environment'] {
  if (definition.undecoded === undefined) return { state: 'read', variables: variablesAt(definition) };
  reader.gap({
    reason: `${reader.at('')}: expected a definition of at most 2 MB, got more in ${subject}`,
    remedy: 'Step Functions takes 1 MB: make the file again',
    facts: FACTS,
    subject,
    region: regionOf(subject),
    badInput: false,
  });
  return { state: 'unread', missing: reader.part.missing };
}
