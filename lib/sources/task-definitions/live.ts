import { readEach } from '../../aws/each.ts';
import { taskDefinitionsGateway } from '../../aws/ecs.ts';
import { plain } from '../../aws/pages.ts';
import type { Part } from '../../ports/account-export.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext } from '../source.ts';
import { keepTaskDefinition } from './keep.ts';

const FACTS = ['task-definitions'] as const;
const DESCRIBE = 'ecs:DescribeTaskDefinition';

/** Reads them in every Region. */
export function readLive(live: LiveContext): Promise<Part> {
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
