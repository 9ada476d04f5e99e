import { printable } from '../../core/reports/text.ts';
import { redact } from './index.ts';
import { isName } from './literal.ts';

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
  const isSafe = isPlain && value.length <= LONGEST_SHOWN && redact('', value).rules.length === 0;
  return isSafe ? `"${printable(value)}"` : `a text of ${value.length} characters`;
}
