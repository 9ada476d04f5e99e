import {
  APIGatewayClient,
  GetRestApisCommand,
  GetStagesCommand,
  type RestApi,
  type Stage,
} from '@aws-sdk/client-api-gateway';
import {
  type Api,
  ApiGatewayV2Client,
  GetApisCommand,
  GetStagesCommand as GetHttpStagesCommand,
  type Stage as HttpStage,
} from '@aws-sdk/client-apigatewayv2';
import type { AwsClients } from './clients.ts';
import { pages } from './pages.ts';

/**
 * API Gateway has one action for all that is read, and answers in plain text what lies in stage variables: granted
 * apart, and redacted by whoever calls.
 */
export const secretReadingActions = ['apigateway:GET'] as const;

export interface StagesGateway {
  /** Pages of REST APIs. */
  restApis(): AsyncIterable<readonly RestApi[]>;
  /** Pages of HTTP and WebSocket APIs. */
  httpApis(): AsyncIterable<readonly Api[]>;
  /** Every stage of a REST API, its variables in plain text. */
  restStages(apiId: string): Promise<readonly Stage[]>;
  /** Every stage of an HTTP or WebSocket API, its variables in plain text. */
  httpStages(apiId: string): Promise<readonly HttpStage[]>;
}

export function stagesGateway(clients: AwsClients, region: string): StagesGateway {
  const rest = clients.client(APIGatewayClient, 'apigateway', region);
  const http = clients.client(ApiGatewayV2Client, 'apigatewayv2', region);
  return {
    async *restApis() {
      const list = pages(
        (position) =>
          rest.send(new GetRestApisCommand({ limit: 500, ...(position === undefined ? {} : { position }) })),
        ({ position }) => position,
      );
      for await (const { items = [] } of list) yield items;
    },
    async *httpApis() {
      const list = pages(
        (token) =>
          http.send(
            new GetApisCommand({ MaxResults: '500', ...(token === undefined ? {} : { NextToken: token }) }),
          ),
        ({ NextToken }) => NextToken,
      );
      for await (const { Items = [] } of list) yield Items;
    },
    async restStages(restApiId) {
      const { item = [] } = await rest.send(new GetStagesCommand({ restApiId }));
      return item;
    },
    async httpStages(ApiId) {
      const found: HttpStage[] = [];
      const list = pages(
        (token) =>
          http.send(
            new GetHttpStagesCommand({
              ApiId,
              MaxResults: '500',
              ...(token === undefined ? {} : { NextToken: token }),
            }),
          ),
        ({ NextToken }) => NextToken,
      );
      for await (const { Items = [] } of list) found.push(...Items);
      return found;
    },
  };
}
