import { type Connection, GetConnectionsCommand, GetTagsCommand, GlueClient } from '@aws-sdk/client-glue';
import type { AwsClients } from './clients.ts';
import { pages } from './pages.ts';

export const actions = ['glue:GetTags'] as const;

/** Properties of a connection may hold a password in a URL: granted apart, and redacted by whoever calls. */
export const secretReadingActions = ['glue:GetConnections'] as const;

export interface GlueConnectionsGateway {
  /** Pages of connections, their passwords hidden by Glue. */
  connections(): AsyncIterable<readonly Connection[]>;
  tags(arn: string): Promise<Readonly<Record<string, string>>>;
}

export function glueConnectionsGateway(clients: AwsClients, region: string): GlueConnectionsGateway {
  const client = clients.client(GlueClient, 'glue', region);
  return {
    async *connections() {
      const list = pages(
        (token) =>
          client.send(
            new GetConnectionsCommand({
              HidePassword: true,
              MaxResults: 1000,
              ...(token === undefined ? {} : { NextToken: token }),
            }),
          ),
        ({ NextToken }) => NextToken,
      );
      for await (const { ConnectionList = [] } of list) yield ConnectionList;
    },
    async tags(arn) {
      const { Tags = {} } = await client.send(new GetTagsCommand({ ResourceArn: arn }));
      return Tags;
    },
  };
}
