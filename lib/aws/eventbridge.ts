import { type Connection, EventBridgeClient, ListConnectionsCommand } from '@aws-sdk/client-eventbridge';
import type { AwsClients } from './clients.ts';
import { pages } from './pages.ts';

export const actions = ['events:ListConnections'] as const;

export interface ConnectionsGateway {
  /** Pages of connections, without what they authorise with. */
  connections(): AsyncIterable<readonly Connection[]>;
}

export function connectionsGateway(clients: AwsClients, region: string): ConnectionsGateway {
  const client = clients.client(EventBridgeClient, 'events', region);
  return {
    async *connections() {
      const list = pages(
        (token) =>
          client.send(
            new ListConnectionsCommand({
              Limit: 100,
              ...(token === undefined ? {} : { NextToken: token }),
            }),
          ),
        ({ NextToken }) => NextToken,
      );
      for await (const { Connections = [] } of list) yield Connections;
    },
  };
}
