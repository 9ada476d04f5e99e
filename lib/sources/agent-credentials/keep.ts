import { field, type Item, moments, tagMap, texts } from '../keeping.ts';

/** One provider as the lists of API keys and of OAuth 2 clients write it; what `get-…` adds is left behind. */
export async function keepAgentCredential(provider: Item): Promise<Item> {
  return {
    ...texts(provider, ['credentialProviderArn', 'name', 'credentialProviderVendor']),
    ...moments(provider, ['createdTime', 'lastUpdatedTime']),
    ...(await field('Tags', provider.Tags, tagMap)),
  };
}
