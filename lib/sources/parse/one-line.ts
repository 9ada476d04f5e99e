import { clip, printable } from '../../core/reports/text.ts';

/** Text from a file or an account, fit for one line of a message: nothing that could forge a line or fill a page. */
export function oneLine(text: string, limit = 120): string {
  return clip(printable(text), limit);
}

/** What kind of thing came, for messages; never the thing itself. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
