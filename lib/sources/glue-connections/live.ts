import { glueConnectionsGateway } from '../../aws/glue.ts';
import { plain } from '../../aws/pages.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext } from '../source.ts';
import { withTags } from '../tags.ts';
import { keepGlueConnection } from './keep.ts';
import { connection, glueConnectionArn, keepsPassword } from './parse.ts';

const FACTS = ['glue-connections'] as const;

/** Reads them in every Region, and the tags of those that keep a password. */
export function readLive(live: LiveContext): Promise<Part> {
  return readRegional(live, {
    action: 'glue:GetConnections',
    facts: FACTS,
    list: (region) => glueConnectionsGateway(live.clients, region).connections(),
    async keep(found, scope) {
      const items = await Promise.all(
        found.map((each) =>
          keepGlueConnection({
            ...(plain(each) as Item),
            Arn: glueConnectionArn(live, scope.region, each.Name ?? ''),
          }),
        ),
      );
      const gateway = glueConnectionsGateway(live.clients, scope.region);
      return withTags(items, {
        action: 'glue:GetTags',
        facts: FACTS,
        scope,
        noun: 'connections',
        arnOf: (item) => (holds(item) ? String(item.Arn) : undefined),
        tags: (arn) => gateway.tags(arn),
      });
    },
  });
}

function holds(item: Item): boolean {
  const fit = connection.safeParse(item);
  return fit.success && keepsPassword(fit.data);
}
