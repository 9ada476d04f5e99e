// Text holds anything from the space up but the quote and the backslash, which stand escaped.
const TOKEN =
  /[{}[\],:]|"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

/** What may come next: a value, the first or a later name of an object, its colon, or what follows a value. */
type Next = 'value' | 'first value' | 'name' | 'first name' | 'colon' | 'end of value';

const EXPECTED: Readonly<Record<Next, string>> = {
  value: 'a value',
  'first value': 'a value or ]',
  name: 'a name in double quotes',
  'first name': 'a name in double quotes or }',
  colon: ':',
  'end of value': ', or the end of the object or array',
};

/**
 * Finds the first fault of a text that JSON.parse refused.
 * @returns the place and what was expected there, quoting nothing: `line 3, column 14: expected a value`
 */
export function jsonFault(text: string): string {
  const open: ('{' | '[')[] = [];
  let next: Next = 'value';
  let at = skipSpace(text, 0);
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0];
    const after: Next | undefined = token === undefined ? undefined : follow(token, next, open);
    if (token === undefined || after === undefined)
      return `${placeOf(text, at)}: expected ${expected(next, open)}`;
    next = after;
    at = skipSpace(text, at + token.length);
  }
  return `${placeOf(text, text.length)}: expected ${expected(next, open)}, got the end of the file`;
}

function expected(next: Next, open: readonly string[]): string {
  return next === 'end of value' && open.length === 0 ? 'the end of the file' : EXPECTED[next];
}

/** @returns what may follow the token, or undefined when it may not stand here; keeps `open` up to date */
function follow(token: string, next: Next, open: ('{' | '[')[]): Next | undefined {
  switch (next) {
    case 'first value':
    case 'value':
      if (token === '{' || token === '[') {
        open.push(token);
        return token === '{' ? 'first name' : 'first value';
      }
      if (token === ']' && next === 'first value') return close(open);
      return /^[}\],:]/.test(token) ? undefined : 'end of value';
    case 'first name':
      if (token === '}') return close(open);
      return token.startsWith('"') ? 'colon' : undefined;
    case 'name':
      return token.startsWith('"') ? 'colon' : undefined;
    case 'colon':
      return token === ':' ? 'value' : undefined;
    case 'end of value': {
      const inside = open.at(-1);
      if (token === ',' && inside !== undefined) return inside === '{' ? 'name' : 'value';
      return (token === '}' && inside === '{') || (token === ']' && inside === '[') ? close(open) : undefined;
    }
  }
}

function close(open: string[]): Next {
  open.pop();
  return 'end of value';
}

function skipSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  SPACE.exec(text);
  return SPACE.lastIndex;
}

function placeOf(text: string, at: number): string {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  let line = 1;
  for (let from = text.indexOf('\n'); from !== -1 && from < lineStart; from = text.indexOf('\n', from + 1))
    line += 1;
  return `line ${line}, column ${at - lineStart + 1}`;
}
