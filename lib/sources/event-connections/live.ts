import { connectionsGateway } from '../../aws/eventbridge.ts';
import { plain } from '../../aws/pages.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext } from '../source.ts';
import { keepEventConnection } from './keep.ts';

/** Reads them in every Region. */
export function readLive(live: LiveContext): Promise<Part> {
  return readRegional(live, {
    action: 'events:ListConnections',
    facts: ['event-connections'],
    list: (region) => connectionsGateway(live.clients, region).connections(),
    async keep(found) {
      const items = found.map((each) => keepEventConnection(plain(each) as Item));
      return { items: await Promise.all(items), gaps: [] };
    },
  });
}
