import { appSyncGateway } from '../../aws/appsync.ts';
import { readEach } from '../../aws/each.ts';
import { plain } from '../../aws/pages.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext } from '../source.ts';
import { keepAppSyncKeys } from './keep.ts';

const FACTS = ['appsync-keys'] as const;

interface KeyedApi {
  readonly id: string;
  readonly about: Item;
}

/** Reads them in every Region, for the APIs that let callers in by key. */
export function readLive(live: LiveContext): Promise<Part> {
  return readRegional<KeyedApi>(live, {
    action: 'appsync:ListGraphqlApis',
    facts: FACTS,
    list: (region) => keyedApis(live, region),
    async keep(apis, scope) {
      const gateway = appSyncGateway(live.clients, scope.region);
      const { results, gaps } = await readEach(apis, {
        action: 'appsync:ListApiKeys',
        facts: FACTS,
        scope,
        subjectOf: ({ about }) => String(about.Arn),
        noun: 'APIs',
        // Redacted as they come: no key of one API waits for the others.
        read: async ({ id, about }) =>
          keepAppSyncKeys({ ...about, apiKeys: (await gateway.keys(id)).map(plain) }),
      });
      return { items: results.map(({ result }) => result), gaps };
    },
  });
}

async function* keyedApis({ clients, account, partition }: LiveContext, region: string) {
  const gateway = appSyncGateway(clients, region);
  const arnOf = (id: string) => `arn:${partition}:appsync:${region}:${account}:apis/${id}`;
  for await (const apis of gateway.graphqlApis()) {
    yield apis.flatMap(({ apiId, arn, name, tags, ...api }): readonly KeyedApi[] => {
      const providers = [api, ...(api.additionalAuthenticationProviders ?? [])];
      const isKeyed = providers.some(({ authenticationType }) => authenticationType === 'API_KEY');
      return apiId !== undefined && isKeyed ? [keyed(apiId, arn ?? arnOf(apiId), name, tags)] : [];
    });
  }
  for await (const apis of gateway.eventApis()) {
    yield apis.flatMap(({ apiId, apiArn, name, tags, eventConfig }): readonly KeyedApi[] => {
      const isKeyed = eventConfig?.authProviders?.some(({ authType }) => authType === 'API_KEY');
      return apiId !== undefined && isKeyed ? [keyed(apiId, apiArn ?? arnOf(apiId), name, tags)] : [];
    });
  }
}

/** AppSync leaves out tags that are none. */
function keyed(id: string, Arn: string, Name = '', Tags: Readonly<Record<string, string>> = {}): KeyedApi {
  return { id, about: { Arn, Name, Tags } };
}
