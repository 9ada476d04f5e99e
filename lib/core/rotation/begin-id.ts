import { createHash } from 'node:crypto';

/**
 * The id of the plan that a run begins for a credential by itself, of a UUID's form: whoever begins it again, because the
 * run was taken up anew or nobody heard of the first time, finds that it has begun.
 */
export function begunId(run: string, account: string, credential: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([run, account, credential]))
    .digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ].join('-');
}
