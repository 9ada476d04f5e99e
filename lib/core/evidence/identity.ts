import { createHash } from 'node:crypto';

/** Longest id that is handed on as it is. */
const LONGEST = 480;

/**
 * A finding's id in a form that every receiver takes: no control characters, at most 480 UTF-16 code units.
 * An id that must be changed for that ends in the hash of the whole one, so that two ids never become one.
 * @param id `<detector>:<credential id>`
 */
export function stableId(id: string): string {
  const safe = id.toWellFormed().replace(/[\p{Cc}\u2028\u2029]/gu, '_');
  if (safe === id && id.trim() !== '' && id.length <= LONGEST) return id;
  const hash = createHash('sha256').update(JSON.stringify(id)).digest('hex');
  return `${safe.slice(0, LONGEST - hash.length - 1).toWellFormed()}~${hash}`;
}
