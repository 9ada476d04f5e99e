import type {
  ApiKeyCredentialProviderItem,
  Oauth2CredentialProviderItem,
} from '@aws-sdk/client-bedrock-agentcore-control';
import { type CredentialProvidersGateway, credentialProvidersGateway } from '../../aws/agentcore.ts';
import { plain } from '../../aws/pages.ts';
import { partOf } from '../../aws/reading.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext } from '../source.ts';
import { withTags } from '../tags.ts';
import { keepAgentCredential } from './keep.ts';

const FACTS = ['agent-credentials'] as const;
const API_KEYS = 'bedrock-agentcore:ListApiKeyCredentialProviders';
const OAUTH2 = 'bedrock-agentcore:ListOauth2CredentialProviders';

/** Reads both lists in every Region, each by itself: one that is denied hides nothing of the other. */
export async function readLive(live: LiveContext): Promise<Part> {
  const lists = await Promise.all([
    readList(live, API_KEYS, (gateway) => gateway.apiKeys()),
    readList(live, OAUTH2, (gateway) => gateway.oauth2()),
  ]);
  return partOf(
    API_KEYS,
    lists.map(({ items, gaps, status }) => ({ items, gaps, answered: status !== 'unread' })),
  );
}

function readList<T extends ApiKeyCredentialProviderItem | Oauth2CredentialProviderItem>(
  live: LiveContext,
  action: string,
  list: (gateway: CredentialProvidersGateway) => AsyncIterable<readonly T[]>,
): Promise<Part> {
  return readRegional<T>(live, {
    action,
    facts: FACTS,
    list: (region) => list(credentialProvidersGateway(live.clients, region)),
    async keep(found, scope) {
      const gateway = credentialProvidersGateway(live.clients, scope.region);
      const items = await Promise.all(found.map((each) => keepAgentCredential(plain(each) as Item)));
      return withTags(items, {
        action: 'bedrock-agentcore:ListTagsForResource',
        facts: FACTS,
        scope,
        noun: 'credential providers',
        arnOf: ({ credentialProviderArn: id }) => (typeof id === 'string' ? id : undefined),
        tags: (arn) => gateway.tags(arn),
      });
    },
  });
}
