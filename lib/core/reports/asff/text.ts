import { LIMITS } from './types.ts';

/** Control characters, broken surrogates and the marks that reorder text: nobody means to show them. */
const UNSAFE = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu;

/** One clean line: no control characters, no broken surrogate pairs, no space at either end. */
export function clean(text: string): string {
  return text.replace(UNSAFE, ' ').replace(/\s+/g, ' ').trim();
}

/**
 * A clean line of 1 to `longest` UTF-16 code units that ends in `…` when something was cut.
 * @param otherwise what stands in for a text of which nothing is left
 */
export function line(text: string, longest: number, otherwise = '-'): string {
  return cut(clean(text), longest) || otherwise;
}

/** The first `longest` code units, never half of a surrogate pair. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = longest - 1;
  const splits = /[\ud800-\udbff]/.test(text.charAt(end - 1));
  return `${text.slice(0, splits ? end - 1 : end).trimEnd()}…`;
}

/** ProductFields: empty values are left out, as AWS takes none. */
export function productFields(
  entries: readonly (readonly [string, string | undefined])[],
): Record<string, string> {
  const kept = entries
    .map(
      ([key, value]) => [line(key, LIMITS.productKey), line(value ?? '', LIMITS.productValue, '')] as const,
    )
    .filter(([, value]) => value !== '');
  return Object.fromEntries(kept.slice(0, LIMITS.productFields));
}

/**
 * Tags within AWS's own limits for tags (letters, digits, spaces and `_.:/=+-@`): any other character becomes `_`.
 * Source: AWS Resource Groups and Tagging, "Tag naming limits and requirements".
 */
export function tags(given: Readonly<Record<string, string>>): Record<string, string> | undefined {
  const kept = new Map<string, string>();
  for (const [key, value] of Object.entries(given).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const name = tagText(key, LIMITS.tagKey);
    const text = tagText(value, LIMITS.tagValue);
    if (name !== '' && text !== '' && !kept.has(name) && kept.size < LIMITS.tags) kept.set(name, text);
  }
  return kept.size === 0 ? undefined : Object.fromEntries(kept);
}

function tagText(text: string, longest: number): string {
  const safe = clean(text).replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '_');
  if (safe.length <= longest) return safe;
  return cut(safe, longest).replace('…', '_');
}
