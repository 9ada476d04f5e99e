import { readEach } from '../../aws/each.ts';
import { taskDefinitionsGateway } from '../../aws/ecs.ts';
import { plain } from '../../aws/pages.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext, Source } from '../source.ts';
import { keepTaskDefinition } from './keep.ts';
import { parseTaskDefinitions } from './parse.ts';

const FACTS = ['task-definitions'] as const;
const DESCRIBE = 'ecs:DescribeTaskDefinition';

/** ECS task definitions: the newest active revision of each family, its containers' environments redacted. */
export const taskDefinitions: Source = {
  part: 'taskDefinitions',
  file: 'task-definitions.json',
  marks: ['taskDefinition', 'taskDefinitionArn'],
  listing: () => '',
  arn: (item) => definitionOf(item).taskDefinitionArn,
  facts: FACTS,
  keep: keepTaskDefinition,
  read: readLive,
  parse: parseTaskDefinitions,
};

/** `describe-task-definition` wraps it; an item may also be the definition itself. */
function definitionOf(item: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { taskDefinition: inner } = item;
  return typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, unknown>>) : item;
}

function readLive(live: LiveContext) {
  const gateway = (region: string) => taskDefinitionsGateway(live.clients, region);
  return readRegional<string>(live, {
    action: 'ecs:ListTaskDefinitionFamilies',
    facts: FACTS,
    list: (region) => gateway(region).families(),
    async keep(families, scope) {
      const { results, gaps } = await readEach(families, {
        action: DESCRIBE,
        facts: FACTS,
        scope,
        // Without a revision: whatever is known of any revision of the family stays as it is.
        subjectOf: (family) =>
          `arn:${live.partition}:ecs:${scope.region}:${scope.account}:task-definition/${family}`,
        noun: 'task definitions',
        // Redacted as it comes: no value of one family waits for the others.
        read: async (family) =>
          keepTaskDefinition(
            plain(await gateway(scope.region).newest(family)) as Readonly<Record<string, unknown>>,
          ),
      });
      return { items: results.map(({ result }) => result), gaps };
    },
  });
}
