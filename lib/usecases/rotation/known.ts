import type { Known } from '../../core/rotation/live.ts';

/** What can't be read is unknown: it must not keep anybody from what can. */
export async function known<T>(read: () => Promise<T>): Promise<Known<T>> {
  try {
    return await read();
  } catch {
    return 'unknown';
  }
}
