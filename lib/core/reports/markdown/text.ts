import { printable } from '../text.ts';

/**
 * A word that no Markdown dialect, linkifier or tracker reads as anything but itself: letters and digits, joined
 * by apostrophes or hyphens, with the punctuation of a sentence around them. Not a link (`www.x`, `a@b`, `x://y`),
 * a mention, an issue (`#1`, `ABC-1`), an emoji (`:x:`), a list mark (`1.`, `-`) or HTML.
 */
const PLAIN = /^[("“‘]*\p{L}[\p{L}\p{M}\p{N}]*(['’-]\p{L}[\p{L}\p{M}\p{N}]*)*[.,;:?%)"”’…]*$/u;
/** Points, days and counts of our own texts: `(+30)`, `2026-01-02`, `90`. */
const NUMBER = /^(\([+-]?\d+\)|\d{1,6}|\d{4}-\d{2}-\d{2})[,;:]*$/;

/**
 * A sentence that may hold foreign text: words that a renderer could take for anything else stand as code, where
 * nothing is obeyed, linked or notified.
 */
export function sentence(text: string): string {
  const parts: string[] = [];
  let odd: string[] = [];
  const flush = () => {
    if (odd.length > 0) parts.push(codeAndEnd(odd.join(' ')));
    odd = [];
  };
  for (const word of words(text)) {
    const plain = PLAIN.test(word) || NUMBER.test(word);
    if (plain) flush();
    (plain ? parts : odd).push(word);
    if (/[.,;:]$/.test(word)) flush();
  }
  flush();
  return parts.join(' ');
}

/** The punctuation that ends it belongs to the sentence, not to the name. */
function codeAndEnd(text: string): string {
  const [, name = text, end = ''] = /^(.*[^.,;:])([.,;:]+)$/s.exec(text) ?? [];
  return `${code(name)}${end}`;
}

/** Foreign text as a code span: shown as it is, never obeyed. */
export function code(text: string): string {
  const shown = words(text).join(' ');
  if (shown === '') return '` `';
  const fence = fenceFor(shown, 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A fenced block. `text` may have several lines; none of them can end it. */
export function block(text: string, language: string): string {
  const fence = fenceFor(text, 3);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** Backticks that close nothing inside: more than any run of them there. */
function fenceFor(text: string, atLeast: number): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(Math.max(atLeast, longest + 1));
}

function words(text: string): readonly string[] {
  return printable(text)
    .split(/\s+/u)
    .filter((word) => word !== '');
}
