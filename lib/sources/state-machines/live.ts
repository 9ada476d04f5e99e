import { readEach } from '../../aws/each.ts';
import { plain } from '../../aws/pages.ts';
import { type StateMachinesGateway, stateMachinesGateway } from '../../aws/stepfunctions.ts';
import type { Scope, SourceGap } from '../../core/model/gap.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import { isPlaces } from '../redaction/document.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext } from '../source.ts';
import { keepStateMachine } from './keep.ts';

const FACTS = ['state-machines'] as const;

/** Reads them in every Region. */
export function readLive(live: LiveContext): Promise<Part> {
  const gateway = (region: string) => stateMachinesGateway(live.clients, region);
  return readRegional<string>(live, {
    action: 'states:ListStateMachines',
    facts: FACTS,
    list: (region) => gateway(region).arns(),
    async keep(arns, scope) {
      const { results, gaps } = await readEach(arns, {
        action: 'states:DescribeStateMachine',
        facts: FACTS,
        scope,
        subjectOf: (arn) => arn,
        noun: 'state machines',
        // Redacted as it comes: no definition waits for the others.
        read: async (arn) => keepStateMachine(plain(await gateway(scope.region).machine(arn)) as Item),
      });
      const tagged = await readTags(
        results.map(({ result }) => result),
        gateway(scope.region),
        scope,
      );
      return { items: tagged.items, gaps: [...gaps, ...tagged.gaps] };
    },
  });
}

/** Tags tell who owns what was found: they are asked for only where something was found, one call each. */
async function readTags(
  found: readonly Item[],
  gateway: StateMachinesGateway,
  scope: Scope,
): Promise<{ readonly items: readonly Item[]; readonly gaps: readonly SourceGap[] }> {
  const telling = found.filter(({ definition }) => isPlaces(definition) && definition.found.length > 0);
  const { results, gaps } = await readEach(telling, {
    action: 'states:ListTagsForResource',
    facts: FACTS,
    scope,
    subjectOf: ({ stateMachineArn }) => String(stateMachineArn),
    noun: 'state machines',
    read: ({ stateMachineArn }) => gateway.tags(String(stateMachineArn)),
  });
  const tags = new Map(results.map(({ item, result }) => [item, result]));
  return {
    items: found.map((item) => {
      const own = tags.get(item);
      return own === undefined ? item : { ...item, tags: own.map(plain) };
    }),
    gaps,
  };
}
