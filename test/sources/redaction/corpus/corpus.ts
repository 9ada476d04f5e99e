import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a value is judged: as a variable, as a script or file, or as a JSON document. */
export type Judged = 'variable' | 'text' | 'document';

export interface Sample {
  /** Its section: the style of a benign value, or the rule that a secret is found by. */
  readonly section: string;
  readonly judged: Judged;
  readonly name: string;
  readonly value: string;
  /** The line as it is written, for people. */
  readonly line: string;
  /** A third, chosen by the line's own hash, that nobody looked at while the rules were tuned. */
  readonly heldOut: boolean;
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const ALPHABETS: Readonly<Record<string, string>> = {
  h: `${DIGITS}abcdef`,
  d: DIGITS,
  l: `${LOWER}${DIGITS}`,
  U: `${LOWER.toUpperCase()}${DIGITS}`,
  a: `${LOWER}${LOWER.toUpperCase()}${DIGITS}`,
  b: `${LOWER}${LOWER.toUpperCase()}${DIGITS}+/`,
  u: `${LOWER}${LOWER.toUpperCase()}${DIGITS}_-`,
};

export const benign: readonly Sample[] = samplesIn('benign.txt');
export const secrets: readonly Sample[] = samplesIn('secrets.txt');

/** `## section (text)`, then lines `NAME=value`, with `\n` for a line's end and `{h32}` for 32 made-up characters. */
function samplesIn(file: string): readonly Sample[] {
  let section = '';
  let judged: Judged = 'variable';
  const samples: Sample[] = [];
  for (const line of readFileSync(join(import.meta.dirname, file), 'utf8').split('\n')) {
    if (line === '') continue;
    const heading = /^## (.*?)(?: \((text|document)\))?$/.exec(line);
    if (heading !== null) {
      section = heading[1] ?? '';
      judged = (heading[2] as Judged | undefined) ?? 'variable';
      continue;
    }
    const at = line.indexOf('=');
    const value = filled(line.slice(at + 1), line);
    // In a document a backslash belongs to its JSON.
    const text = judged === 'document' ? value : value.replaceAll('\\\\n', '\u0000').replaceAll('\\n', '\n');
    samples.push({
      section,
      judged,
      name: line.slice(0, at),
      value: text.replaceAll('\u0000', '\\n'),
      line,
      heldOut: Number.parseInt(createHash('sha256').update(line).digest('hex').slice(0, 2), 16) % 3 === 0,
    });
  }
  return samples;
}

/**
 * Puts made-up characters where a line asks for them, the same each time. So no secret stands in this folder, and
 * `{x}`, which is nothing, keeps other scanners from taking a heading for a key.
 */
function filled(template: string, seed: string): string {
  let turn = 0;
  return template.replace(
    /\{(?:([hdlUabu])(\d{1,3})|(x|basic))\}/g,
    (_, kind: string | undefined, length, word) => {
      turn += 1;
      const random = (alphabet: string, count: number) => made(alphabet, count, `${seed} ${turn}`);
      if (word === 'x') return '';
      const letters = ALPHABETS.a ?? '';
      if (word === 'basic') return Buffer.from(`shop:${random(letters, 16)}`).toString('base64');
      return random(ALPHABETS[kind ?? ''] ?? letters, Number(length));
    },
  );
}

function made(alphabet: string, count: number, seed: string): string {
  let text = '';
  for (let round = 0; text.length < count; round += 1) {
    const bytes = Buffer.from(createHash('sha256').update(`${seed} ${round}`).digest('hex'), 'hex');
    for (const byte of bytes) text += alphabet[byte % alphabet.length] ?? '';
  }
  return text.slice(0, count);
}
