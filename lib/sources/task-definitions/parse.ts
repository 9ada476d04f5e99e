import * as z from 'zod/mini';
import { regionOf } from '../../core/model/arn.ts';
import type { RedactedVariable } from '../../core/model/credential.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Workload } from '../../core/model/workload.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { PartReader } from '../parse/part-reader.ts';
import { redactedPlaces, redactedValue, toVariable, variablesAt } from '../parse/redacted.ts';
import { arn, arnPlace } from '../parse/schemas.ts';
import type { Parsed } from '../source.ts';

const FACTS = ['task-definitions'] as const;

const container = z.object({
  name: z.string(),
  environment: z._default(z.array(z.object({ name: z.string(), value: redactedValue })), []),
  elsewhere: z.optional(redactedPlaces),
});

const answer = z.object({
  taskDefinition: z.object({
    taskDefinitionArn: arn('ecs'),
    family: z.string(),
    taskRoleArn: z.optional(z.string()),
    containerDefinitions: z.array(container),
  }),
  tags: z._default(z.array(z.object({ key: z.string(), value: z._default(z.string(), '') })), []),
});
type Answer = z.output<typeof answer>;

/** Reads task definitions whose environment values were redacted already. */
export function parseTaskDefinitions(part: Part, { account }: Manifest): Parsed {
  const reader = new PartReader(part, account);
  const answers = part.items.flatMap((item, index) => {
    const inner = isRecord(item) && isRecord(item.taskDefinition) ? item.taskDefinition : {};
    const about = { facts: FACTS, ...arnPlace(inner.taskDefinitionArn, 'ecs') };
    return reader.fit(answer, item, `[${index}]`, about) ?? [];
  });
  const unique = reader.unique(answers, ({ taskDefinition }) => taskDefinition.taskDefinitionArn, FACTS);
  return { workloads: unique.map(toWorkload), gaps: reader.gaps };
}

function toWorkload({ taskDefinition, tags }: Answer): Workload {
  const { taskDefinitionArn, family, taskRoleArn, containerDefinitions } = taskDefinition;
  const variables = containerDefinitions.flatMap(
    ({ name: container, environment, elsewhere }): readonly RedactedVariable[] => {
      // With several containers a name alone says not where it stands.
      const before = containerDefinitions.length > 1 ? `${container}/` : '';
      return [
        ...environment.map(({ name, value }) => toVariable(`${before}${name}`, value)),
        ...variablesAt(elsewhere, before),
      ];
    },
  );
  return {
    arn: taskDefinitionArn,
    type: 'AWS::ECS::TaskDefinition',
    name: family,
    region: regionOf(taskDefinitionArn),
    ...(taskRoleArn === undefined ? {} : { role: taskRoleArn }),
    tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
    environment: { state: 'read', variables },
  };
}
