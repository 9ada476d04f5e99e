import {
  GetOpenIDConnectProviderCommand,
  type GetOpenIDConnectProviderResponse,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListSAMLProvidersCommand,
  type SAMLProviderListEntry,
} from '@aws-sdk/client-iam';
import { type AwsClients, mainRegion } from './clients.ts';

export const actions = [
  'iam:ListOpenIDConnectProviders',
  'iam:GetOpenIDConnectProvider',
  'iam:ListSAMLProviders',
] as const;

export interface IdentityProvidersGateway {
  /** ARNs; IAM answers all of them at once. */
  oidcProviders(): Promise<readonly string[]>;
  oidcProvider(arn: string): Promise<Partial<GetOpenIDConnectProviderResponse>>;
  /** All of them at once, with their dates. */
  samlProviders(): Promise<readonly SAMLProviderListEntry[]>;
}

/** @param home a Region of the partition */
export function identityProvidersGateway(clients: AwsClients, home: string): IdentityProvidersGateway {
  const client = clients.client(IAMClient, 'iam', mainRegion(home));
  return {
    async oidcProviders() {
      const { OpenIDConnectProviderList = [] } = await client.send(new ListOpenIDConnectProvidersCommand({}));
      return OpenIDConnectProviderList.flatMap(({ Arn }) => (Arn === undefined ? [] : [Arn]));
    },
    oidcProvider: (arn) =>
      client.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn })),
    async samlProviders() {
      const { SAMLProviderList = [] } = await client.send(new ListSAMLProvidersCommand({}));
      return SAMLProviderList;
    },
  };
}
