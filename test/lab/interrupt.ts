import { LabError } from './lab-error.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ctrl-C, or the end of the terminal: everything is taken down in order, and nothing more is said about it. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * Runs a script of the lab until it is done or interrupted, and ends the process with its exit code.
 * @param work stops what it started before it settles; its signal is aborted by Ctrl-C
 */
export async function runScript(work: (signal: AbortSignal) => Promise<void>): Promise<never> {
  const controller = new AbortController();
  for (const name of SIGNALS) {
    process.on(name, () => {
      // Asked twice: go at once. The local AWS ends with this process in any case.
      if (controller.signal.aborted) process.exit(130);
      controller.abort(new Interrupted(name));
    });
  }
  try {
    await work(controller.signal);
    process.exit(0);
  } catch (error) {
    if (controller.signal.aborted) process.exit(130);
    process.stderr.write(`\n${lineOf(error)}\n`);
    process.exit(1);
  }
}

function lineOf(error: unknown): string {
  if (error instanceof LabError) return error.message;
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `the lab failed unexpectedly (${what.split('\n')[0]}): see .lab/ministack.log`;
}

/** Settles with `work`, or rejects as soon as `signal` is aborted; what is left of the work is not waited for. */
export async function unlessInterrupted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
