import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Lab, labClient, startLab } from '../lab.ts';
import { zipOf } from '../rotation/zip.ts';

const CODE = `exports.handler = async () => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  return process.env.COLOUR;
};`;

let lab: Lab;
let lambda: LambdaClient;
beforeAll(async () => {
  lab = await startLab();
  lambda = new LambdaClient({ ...labClient(lab), maxAttempts: 1 });
});
afterAll(async () => {
  lambda?.destroy();
  await lab?.stop();
});

it('changes a function when what was asked of it has been answered, and answers the next by the change', async () => {
  const FunctionName = 'slow';
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::111122223333:role/app',
      Code: { ZipFile: zipOf('index.js', CODE) },
      Environment: { Variables: { COLOUR: 'red' } },
    }),
  );
  const invoked = async () => {
    const { Payload, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName }));
    return FunctionError ?? JSON.parse(Buffer.from(Payload ?? []).toString());
  };
  const changed = (COLOUR: string) =>
    lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: { COLOUR } } }),
    );
  expect(await invoked()).toBe('red');
  const running = [invoked(), invoked()];
  const change = new Promise((resolve) => setTimeout(resolve, 100)).then(() => changed('blue'));
  expect(await Promise.all(running)).toEqual(['red', 'red']);
  await change;
  expect(await invoked()).toBe('blue');
});
