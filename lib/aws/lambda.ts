import {
  type FunctionConfiguration,
  LambdaClient,
  ListFunctionsCommand,
  ListTagsCommand,
} from '@aws-sdk/client-lambda';
import type { AwsClients } from './clients.ts';
import { pages } from './pages.ts';

export const actions = ['lambda:ListTags'] as const;

/** Answers in plain text what lies in the functions' environments: granted apart, and redacted by whoever calls. */
export const secretReadingActions = ['lambda:ListFunctions'] as const;

export interface FunctionsGateway {
  /** Pages of functions, environment values in plain text. */
  functions(): AsyncIterable<readonly FunctionConfiguration[]>;
  tags(functionArn: string): Promise<Readonly<Record<string, string>>>;
}

export function functionsGateway(clients: AwsClients, region: string): FunctionsGateway {
  const client = clients.client(LambdaClient, 'lambda', region);
  return {
    async *functions() {
      const list = pages(
        (token) =>
          client.send(
            new ListFunctionsCommand({ MaxItems: 50, ...(token === undefined ? {} : { Marker: token }) }),
          ),
        ({ NextMarker }) => NextMarker,
      );
      for await (const { Functions = [] } of list) yield Functions;
    },
    async tags(functionArn) {
      const { Tags = {} } = await client.send(new ListTagsCommand({ Resource: functionArn }));
      return Tags;
    },
  };
}
