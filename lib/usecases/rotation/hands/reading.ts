import { faultOf } from '../../../aws/errors.ts';
import { inTime } from '../../../aws/rotation/limits.ts';
import type { Known } from '../../../core/rotation/live.ts';
import { DatabaseError, UnreadyError } from '../../../databases/postgres/errors.ts';
import { RemoteError } from '../../../remote/call.ts';
import type { HandsPorts } from './ports.ts';

/** Reads one part of a look. What can't be read is `unknown`, and whoever listens is told why. */
export type Reading = <T>(what: string, read: () => Promise<T>, ms?: number) => Promise<Known<T>>;

export function readingOf({ onTrouble }: Pick<HandsPorts, 'onTrouble'>): Reading {
  return async (what, read, ms) => {
    try {
      return await inTime(read(), ms);
    } catch (error) {
      onTrouble?.(`${what} could not be read`, reasonOf(error));
      return 'unknown';
    }
  };
}

/** In words of our own: what the SDK says may hold what was sent. */
export function reasonOf(error: unknown): string {
  // Both are ours, and say what a database did.
  if (error instanceof DatabaseError || error instanceof UnreadyError) return error.message;
  if (error instanceof RemoteError) return error.message;
  return faultOf(error, { action: 'rotation' }).reason;
}
