import { printable } from '../../reports/text.ts';

/** One phase of a plan: what happens, how long it takes, and how a person takes it back. */
export interface Phase {
  readonly title: string;
  readonly happens: readonly string[];
  /** null: as long as its calls take. */
  readonly lasts: string | null;
  readonly undo: readonly Hint[];
}

/** A sentence, and the commands that do it. */
export interface Hint {
  readonly text: string;
  readonly commands: readonly string[];
}

export function hint(text: string, ...commands: readonly string[]): Hint {
  return { text, commands };
}

export function phaseText({ title, happens, lasts, undo }: Phase, at: number): string {
  return [
    `## ${at}. ${plain(title)}`,
    ...happens.map(plain),
    ...(lasts === null ? [] : [`It takes ${lasts}.`]),
    ...(undo.length === 0 ? [] : ['**By hand:**', ...undo.map(hintText)]),
  ].join('\n\n');
}

export function hintText({ text, commands }: Hint): string {
  if (commands.length === 0) return plain(text);
  return [plain(text), ['```sh', ...commands, '```'].join('\n')].join('\n\n');
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${plain(item)}`).join('\n');
}

/** Names come from tags and files: they are shown as text, and make no markup. */
export function plain(text: string): string {
  return printable(text).replace(/[<>|]/g, (sign) => `\\${sign}`);
}
