import { printable } from '../../core/reports/text.ts';
import { isName } from './literal.ts';
import { RULES } from './rules.ts';

/** Longer text is not shown: it may be a secret that stands in the wrong place, and says little more. */
const LONGEST_SHOWN = 24;

/** What came, for the `got …` of an error: short text made of words or of a date in quotes, all else by its kind. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'string') return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
  const isPlain = value === '' || isName(value) || /^[\d:.TZ+/ -]+$/.test(value);
  const isShort = value.length <= LONGEST_SHOWN;
  // No provider's token is as short and made of words: our own rules are enough, and tell at once.
  const isSafe =
    isPlain && isShort && !RULES.some((rule) => rule.test({ name: '', value, nearKeyId: false }));
  return isSafe ? `"${printable(value)}"` : `a text of ${value.length} characters`;
}
