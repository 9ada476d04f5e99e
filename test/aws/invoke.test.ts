import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { awsClients } from '../../lib/aws/clients.ts';
import { functionCalls, functionStarts } from '../../lib/aws/invoke.ts';

const lambda = mockClient(LambdaClient);
const functions = functionCalls(awsClients({ budgets: {} }), 'eu-west-1');

/** As the SDK gives it: a Uint8Array that can tell its text. */
function payload(value: unknown): never {
  const bytes = new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
  return Object.assign(bytes, { transformToString: () => new TextDecoder().decode(bytes) }) as never;
}

beforeEach(() => {
  lambda.reset();
});

describe('a function that is called', () => {
  it('is waited for, and no tail of its log comes back', async () => {
    lambda.on(InvokeCommand).resolves({ Payload: payload({ fine: true }) });
    expect(await functions.invoke('arn', { rotation: 'r' })).toEqual({ fine: true });
    const [call] = lambda.commandCalls(InvokeCommand);
    expect(call?.args[0].input).toMatchObject({
      FunctionName: 'arn',
      InvocationType: 'RequestResponse',
      LogType: 'None',
    });
    expect(new TextDecoder().decode(call?.args[0].input.Payload as Uint8Array)).toBe('{"rotation":"r"}');
  });

  it.each`
    why                           | answer                                                                  | says
    ${'by the name of its error'} | ${{ errorType: 'ZodError', errorMessage: 'NIGHTWARDENCANARY' }}         | ${'got ZodError'}
    ${'without one'}              | ${{ errorMessage: 'NIGHTWARDENCANARY' }}                                | ${'an error without a name'}
    ${'not by a text as a name'}  | ${{ errorType: 'NIGHTWARDENCANARY is the secret' }}                     | ${'an error without a name'}
    ${'by a name of Lambda'}      | ${{ errorType: 'Sandbox.Timedout', errorMessage: 'NIGHTWARDENCANARY' }} | ${'got Sandbox.Timedout'}
  `('that failed is told $why, and never by its message', async ({ answer, says }) => {
    lambda.on(InvokeCommand).resolves({ FunctionError: 'Unhandled', Payload: payload(answer) });
    const failure = await functions.invoke('arn', {}).catch((error: unknown) => error as Error);
    expect(String(failure)).toContain(says);
    expect(String(failure)).not.toContain('NIGHTWARDENCANARY');
  });

  it('that answers nothing answers null', async () => {
    lambda.on(InvokeCommand).resolves({});
    expect(await functions.invoke('arn', {})).toBeNull();
  });
});

it('a function that is started is not waited for, and told what it is about', async () => {
  lambda.on(InvokeCommand).resolves({ StatusCode: 202 });
  await functionStarts(awsClients({ budgets: {} }), 'eu-west-1')('arn', { rotation: 'r' });
  const [call] = lambda.commandCalls(InvokeCommand);
  expect(call?.args[0].input).toMatchObject({ FunctionName: 'arn', InvocationType: 'Event' });
  expect(new TextDecoder().decode(call?.args[0].input.Payload as Uint8Array)).toBe('{"rotation":"r"}');
});
