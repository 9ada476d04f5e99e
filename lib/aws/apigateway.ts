import { APIGatewayClient, type ApiKey, GetApiKeysCommand } from '@aws-sdk/client-api-gateway';
import type { AwsClients } from './clients.ts';
import { pages } from './pages.ts';

/** API Gateway has one action for all that is read. */
export const secretReadingActions = ['apigateway:GET'] as const;

export interface ApiKeysGateway {
  /** Pages of keys, without their values. */
  keys(): AsyncIterable<readonly ApiKey[]>;
}

export function apiKeysGateway(clients: AwsClients, region: string): ApiKeysGateway {
  const client = clients.client(APIGatewayClient, 'apigateway', region);
  return {
    async *keys() {
      const list = pages(
        (position) =>
          client.send(
            new GetApiKeysCommand({
              includeValues: false,
              limit: 500,
              ...(position === undefined ? {} : { position }),
            }),
          ),
        ({ position }) => position,
      );
      for await (const { items = [] } of list) yield items;
    },
  };
}
