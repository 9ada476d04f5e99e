import { apiKeysGateway } from '../../aws/apigateway.ts';
import { plain } from '../../aws/pages.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext } from '../source.ts';
import { keepApiKey } from './keep.ts';
import { apiKeyArn } from './parse.ts';

/** Reads them in every Region; AWS is never asked for a value. */
export function readLive(live: LiveContext): Promise<Part> {
  return readRegional(live, {
    action: 'apigateway:GET',
    facts: ['api-keys'],
    list: (region) => apiKeysGateway(live.clients, region).keys(),
    async keep(keys, { region }) {
      const items = keys.map((key) =>
        keepApiKey({
          ...(plain(key) as Item),
          Arn: apiKeyArn(live.partition, region, key.id ?? ''),
        }),
      );
      return { items: await Promise.all(items), gaps: [] };
    },
  });
}
