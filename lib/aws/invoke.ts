import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { AwsClients } from './clients.ts';

export const invokeActions = ['lambda:InvokeFunction'] as const;

/** The function ran and failed. Only its error's name is told: its message may quote what it worked with. */
export class FunctionFailedError extends Error {
  constructor(name: string) {
    super(`expected an answer of the function, got ${name}: see its log`);
    this.name = 'FunctionFailedError';
  }
}

export interface Functions {
  /**
   * Calls a function and waits for its answer.
   * @throws {FunctionFailedError} when the function failed
   */
  invoke(functionArn: string, payload: object): Promise<unknown>;
}

export function functionCalls(clients: AwsClients, region: string): Functions {
  const client = clients.client(LambdaClient, 'lambda', region);
  return {
    async invoke(FunctionName, payload) {
      const { FunctionError, Payload } = await client.send(
        new InvokeCommand({
          FunctionName,
          InvocationType: 'RequestResponse',
          // The tail of its log would come back with the answer.
          LogType: 'None',
          Payload: new TextEncoder().encode(JSON.stringify(payload)),
        }),
      );
      const answer: unknown = Payload === undefined ? null : JSON.parse(new TextDecoder().decode(Payload));
      if (FunctionError !== undefined) throw new FunctionFailedError(errorType(answer));
      return answer;
    },
  };
}

/**
 * Starts a function and does not wait for it: Lambda calls it, and calls it again when it fails.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
 */
export function functionStarts(
  clients: AwsClients,
  region: string,
): (functionArn: string, payload: object) => Promise<void> {
  const client = clients.client(LambdaClient, 'lambda', region);
  return async (FunctionName, payload) => {
    const Payload = new TextEncoder().encode(JSON.stringify(payload));
    await client.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload }));
  };
}

function errorType(answer: unknown): string {
  const told = answer as { readonly errorType?: unknown } | null;
  return typeof told?.errorType === 'string' && /^[\w.]{1,80}$/.test(told.errorType)
    ? told.errorType
    : 'an error without a name';
}
