import { parseArgs } from 'node:util';
import { LabError } from '../lab/lab-error.ts';

/**
 * Reads `--name number` options.
 * @param defaults the options there are, with what they are when not given
 * @returns the numbers, and the text options as given
 */
export function readArguments<N extends string, T extends string>(
  args: readonly string[],
  defaults: Readonly<Record<N, number>>,
  texts: Readonly<Record<T, string>>,
): { readonly numbers: Readonly<Record<N, number>>; readonly texts: Readonly<Record<T, string>> } {
  const names = [...Object.keys(defaults), ...Object.keys(texts)];
  const values = parsed(args, names);
  const numbers = Object.entries<number>(defaults).map(([name, fallback]) => {
    const given = values[name];
    return [name, given === undefined ? fallback : wholeNumber(name, given)];
  });
  const words = Object.entries<string>(texts).map(([name, fallback]) => [name, values[name] ?? fallback]);
  return { numbers: Object.fromEntries(numbers), texts: Object.fromEntries(words) };
}

function parsed(
  args: readonly string[],
  names: readonly string[],
): Readonly<Record<string, string | undefined>> {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const expected = names.map((name) => `--${name}`).join(', ');
    throw new LabError(`expected ${expected}, each with a value, got ${args.join(' ')}`, { cause: error });
  }
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 10_000_000)
    throw new LabError(`--${name}: expected a whole number from 1 to 10,000,000, got ${text}`);
  return value;
}
