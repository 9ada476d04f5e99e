import {
  type ClientSecretDescriptorType,
  CognitoIdentityProviderClient,
  ListTagsForResourceCommand,
  ListUserPoolClientSecretsCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
  type UserPoolClientDescription,
  type UserPoolDescriptionType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { AwsClients } from './clients.ts';
import { pages } from './pages.ts';

/** DescribeUserPoolClient would answer the secrets themselves, and is never called. */
export const actions = [
  'cognito-idp:ListUserPools',
  'cognito-idp:ListUserPoolClients',
  'cognito-idp:ListUserPoolClientSecrets',
  'cognito-idp:ListTagsForResource',
] as const;

export interface UserPoolsGateway {
  /** Pages of user pools. */
  pools(): AsyncIterable<readonly UserPoolDescriptionType[]>;
  /** All clients of a pool. */
  clients(userPoolId: string): Promise<readonly UserPoolClientDescription[]>;
  /** A client's secrets by id and date, never their values; none: it has no secret. */
  secrets(userPoolId: string, clientId: string): Promise<readonly ClientSecretDescriptorType[]>;
  tags(arn: string): Promise<Readonly<Record<string, string>>>;
}

/** The most that Cognito gives a page. */
const PAGE = 60;

export function userPoolsGateway(clients: AwsClients, region: string): UserPoolsGateway {
  const client = clients.client(CognitoIdentityProviderClient, 'cognito-idp', region);
  return {
    async *pools() {
      const list = pages(
        (token) => client.send(new ListUserPoolsCommand({ MaxResults: PAGE, ...next(token) })),
        ({ NextToken }) => NextToken,
      );
      for await (const { UserPools = [] } of list) yield UserPools;
    },
    async clients(UserPoolId) {
      const list = pages(
        (token) =>
          client.send(new ListUserPoolClientsCommand({ UserPoolId, MaxResults: PAGE, ...next(token) })),
        ({ NextToken }) => NextToken,
      );
      const found: UserPoolClientDescription[] = [];
      for await (const { UserPoolClients = [] } of list) found.push(...UserPoolClients);
      return found;
    },
    async secrets(UserPoolId, ClientId) {
      const list = pages(
        (token) =>
          client.send(new ListUserPoolClientSecretsCommand({ UserPoolId, ClientId, ...next(token) })),
        ({ NextToken }) => NextToken,
      );
      const found: ClientSecretDescriptorType[] = [];
      for await (const { ClientSecrets = [] } of list) found.push(...ClientSecrets);
      return found;
    },
    async tags(arn) {
      const { Tags = {} } = await client.send(new ListTagsForResourceCommand({ ResourceArn: arn }));
      return Tags;
    },
  };
}

function next(token: string | undefined) {
  return token === undefined ? {} : { NextToken: token };
}
