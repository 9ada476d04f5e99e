import { setTimeout as sleep } from 'node:timers/promises';
import { type AwsClients, type AwsOptions, awsClients } from '../clients.ts';

/**
 * How long what an invocation does may take, so that a lease can be longer. A write is sent once: a second sending
 * could not tell what the first one did, and CreateAccessKey has no token that would make it the same call.
 */
export const LIMITS = {
  readAttempts: 3,
  /** Milliseconds, all attempts and pages together. */
  readMs: 15_000,
  writeAttempts: 1,
  /** Milliseconds, the wait for its place in the pace included. */
  writeMs: 15_000,
  /** Milliseconds for all that is read, and made ready, before a call. */
  prepareMs: 60_000,
  /** Milliseconds for a function to take its new environment, after the call that gave it. */
  settleMs: 60_000,
} as const;

export interface RotationClients {
  readonly reads: AwsClients;
  readonly writes: AwsClients;
}

/** Clients of one role, with attempts and time bounded by {@link LIMITS}. */
export function rotationClients(
  options: Omit<AwsOptions, 'maxAttempts' | 'requestTimeoutMs'>,
): RotationClients {
  const { readAttempts, writeAttempts, readMs, writeMs } = LIMITS;
  return {
    reads: awsClients({ ...options, maxAttempts: readAttempts, requestTimeoutMs: readMs }),
    writes: awsClients({ ...options, maxAttempts: writeAttempts, requestTimeoutMs: writeMs }),
  };
}

/** For one write: given up when its time is over, whether it waits, is on its way or is unanswered. */
export function writeLimit(): { readonly abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(LIMITS.writeMs) };
}

/** What is read is given up after its time, also between attempts; a read that goes on unheard does no harm. */
export async function inTime<T>(read: Promise<T>, ms: number = LIMITS.readMs): Promise<T> {
  const end = new AbortController();
  const late = sleep(ms, undefined, { signal: end.signal }).then(() => {
    throw new Error(`not read within ${ms} ms`);
  });
  try {
    return await Promise.race([read, late]);
  } finally {
    end.abort();
    late.catch(() => undefined);
    read.catch(() => undefined);
  }
}
