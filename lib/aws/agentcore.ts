import {
  type ApiKeyCredentialProviderItem,
  BedrockAgentCoreControlClient,
  ListApiKeyCredentialProvidersCommand,
  ListOauth2CredentialProvidersCommand,
  ListTagsForResourceCommand,
  type Oauth2CredentialProviderItem,
} from '@aws-sdk/client-bedrock-agentcore-control';
import type { AwsClients } from './clients.ts';
import { pages } from './pages.ts';

export const actions = [
  'bedrock-agentcore:ListApiKeyCredentialProviders',
  'bedrock-agentcore:ListOauth2CredentialProviders',
  'bedrock-agentcore:ListTagsForResource',
] as const;

/** Credential providers of agents, without the keys and secrets that they keep. */
export interface CredentialProvidersGateway {
  apiKeys(): AsyncIterable<readonly ApiKeyCredentialProviderItem[]>;
  oauth2(): AsyncIterable<readonly Oauth2CredentialProviderItem[]>;
  tags(arn: string): Promise<Readonly<Record<string, string>>>;
}

export function credentialProvidersGateway(clients: AwsClients, region: string): CredentialProvidersGateway {
  const client = clients.client(BedrockAgentCoreControlClient, 'bedrock-agentcore', region);
  return {
    async *apiKeys() {
      const list = pages(
        (token) => client.send(new ListApiKeyCredentialProvidersCommand(page(token))),
        ({ nextToken }) => nextToken,
      );
      for await (const { credentialProviders = [] } of list) yield credentialProviders;
    },
    async *oauth2() {
      const list = pages(
        (token) => client.send(new ListOauth2CredentialProvidersCommand(page(token))),
        ({ nextToken }) => nextToken,
      );
      for await (const { credentialProviders = [] } of list) yield credentialProviders;
    },
    async tags(arn) {
      const { tags = {} } = await client.send(new ListTagsForResourceCommand({ resourceArn: arn }));
      return tags;
    },
  };
}

function page(token: string | undefined) {
  return token === undefined ? {} : { nextToken: token };
}
