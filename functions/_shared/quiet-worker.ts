import type * as z from 'zod/mini';
import { worker } from './worker.ts';

/**
 * A worker whose failure tells its name and nothing else: what a worker throws stands in the history of an execution,
 * and the message of an error may quote what it worked with. The name is what Retry and Catch match.
 */
export function quietWorker<I, O>(input: z.ZodMiniType<I>, work: (input: I) => Promise<O>) {
  const made = worker(input, work);
  return async (...call: Parameters<typeof made>): Promise<O> => {
    try {
      return await made(...call);
    } catch (error) {
      throw quiet(error);
    }
  };
}

function quiet(error: unknown): Error {
  const failure = new Error('the worker failed: its log tells where');
  failure.name = error instanceof Error ? error.name : 'Error';
  failure.stack = `${failure.name}: ${failure.message}`;
  return failure;
}
