import {
  type Api,
  type ApiKey,
  AppSyncClient,
  type GraphqlApi,
  ListApiKeysCommand,
  ListApisCommand,
  ListGraphqlApisCommand,
} from '@aws-sdk/client-appsync';
import type { AwsClients } from './clients.ts';
import { pages } from './pages.ts';

export const actions = ['appsync:ListGraphqlApis', 'appsync:ListApis'] as const;

/** What AppSync calls the id of a key is the key itself: granted apart, and redacted by whoever calls. */
export const secretReadingActions = ['appsync:ListApiKeys'] as const;

export interface AppSyncGateway {
  /** Pages of GraphQL APIs. */
  graphqlApis(): AsyncIterable<readonly GraphqlApi[]>;
  /** Pages of Event APIs. */
  eventApis(): AsyncIterable<readonly Api[]>;
  /** All keys of one API; the id of each is its value. */
  keys(apiId: string): Promise<readonly ApiKey[]>;
}

export function appSyncGateway(clients: AwsClients, region: string): AppSyncGateway {
  const client = clients.client(AppSyncClient, 'appsync', region);
  return {
    async *graphqlApis() {
      const list = pages(
        (token) => client.send(new ListGraphqlApisCommand(page(token))),
        ({ nextToken }) => nextToken,
      );
      for await (const { graphqlApis = [] } of list) yield graphqlApis;
    },
    async *eventApis() {
      const list = pages(
        (token) => client.send(new ListApisCommand(page(token))),
        ({ nextToken }) => nextToken,
      );
      for await (const { apis = [] } of list) yield apis;
    },
    async keys(apiId) {
      const list = pages(
        (token) => client.send(new ListApiKeysCommand({ apiId, ...page(token) })),
        ({ nextToken }) => nextToken,
      );
      const found: ApiKey[] = [];
      for await (const { apiKeys = [] } of list) found.push(...apiKeys);
      return found;
    },
  };
}

/** AppSync gives at most 25 a page. */
function page(token: string | undefined) {
  return { maxResults: 25, ...(token === undefined ? {} : { nextToken: token }) };
}
