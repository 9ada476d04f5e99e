/** A list of names, written as one line: they stay readable and the formatter leaves them alone. */
export function words(line: string): string[] {
  return line.split(' ');
}

/** The text of a value that came from outside; empty for what is not a text, a number or a boolean. */
export function textual(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}
