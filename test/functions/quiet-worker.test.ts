import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { quietWorker } from '../../functions/_shared/quiet-worker.ts';

const CANARY = 'NIGHTWARDENCANARY';
const context = {
  awsRequestId: 'request',
  functionName: 'f',
  callbackWaitsForEmptyEventLoop: false,
} as never;

it('a worker that fails tells the name of its failure, and nothing that it worked with', async () => {
  const handler = quietWorker(z.object({ rotation: z.string() }), async () => {
    throw Object.assign(new Error(`the value ${CANARY}`), { name: 'ThrottlingException', detail: CANARY });
  });
  const failure = await handler({ rotation: 'r' }, context).catch((error: unknown) => error as Error);
  expect(failure).toMatchObject({
    name: 'ThrottlingException',
    message: 'the worker failed: its log tells where',
  });
  const { stack = '', ...rest } = failure;
  expect(JSON.stringify([stack, rest])).not.toContain(CANARY);
});

it('a worker that is given what it does not take does not quote it', async () => {
  const handler = quietWorker(z.object({ rotation: z.string() }), async () => 'done');
  const failure = await handler({ rotation: 7, secret: CANARY }, context).catch(
    (error: unknown) => error as Error,
  );
  expect(String(failure)).not.toContain(CANARY);
});

it('a worker that succeeds answers what it made', async () => {
  const handler = quietWorker(z.object({ rotation: z.string() }), async ({ rotation }) => `${rotation} done`);
  expect(await handler({ rotation: 'r' }, context)).toBe('r done');
});
