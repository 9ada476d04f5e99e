import { glob, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

/** What Step Functions, Lambda and middy call errors: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const OF_AWS = [
  'States.ALL',
  'States.Timeout',
  'Sandbox.Timedout',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ServiceException',
  'Lambda.TooManyRequestsException',
  // By which middy ends a handler just before Lambda would: https://middy.js.org/docs/intro/early-interrupt
  'TimeoutError',
];

async function textOf(pattern: string): Promise<string> {
  const texts: string[] = [];
  for await (const file of glob(pattern)) texts.push(await readFile(file, 'utf8'));
  return texts.join('\n');
}

it('every error that a state machine waits for is one that AWS or our code throws by that name', async () => {
  const infra = await textOf('lib/infra/**/*.ts');
  const lists = [...infra.matchAll(/errors: (\[[^\]]*\])/g)].map(([, list = '']) => list);
  const constants = [...infra.matchAll(/const BUSY = (\[[^\]]*\])/g)].map(([, list = '']) => list);
  const named = [...lists, ...constants].flatMap((list) =>
    [...list.matchAll(/'([^']+)'/g)].map(([, name = '']) => name),
  );
  const ours = [...(await textOf('lib/ports/*.ts')).matchAll(/this\.name = '(\w+)'/g)].map(
    ([, name = '']) => name,
  );
  expect(named).toContain('InputError');
  expect([...new Set(named)].filter((name) => !OF_AWS.includes(name) && !ours.includes(name))).toEqual([]);
});
