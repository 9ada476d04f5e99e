import { printable } from '../../core/reports/text.ts';
import { InputError } from '../../ports/input-error.ts';
import { parseJson, readText } from '../files/text.ts';

/**
 * Reads a text file that a person handed over, without its byte order mark.
 * @param what what the file is, for the message: `a roster (CSV or JSON)`
 * @throws {InputError} when there is no such file, it can't be read, or is no UTF-8 text
 */
export async function readInputText(file: string, what: string): Promise<string> {
  const read = await readText(file, printable(file));
  if (read.state === 'read') return read.text;
  if (read.state === 'damaged') throw new InputError(`${read.reason}: hand over ${what} in UTF-8`);
  throw new InputError(`${printable(file)}: expected ${what}, but there is no such file: check the path`);
}

/** @throws {InputError} naming the place, and nothing of the content */
export function parseInputJson(file: string, text: string): unknown {
  const parsed = parseJson(text);
  if ('value' in parsed) return parsed.value;
  throw new InputError(`${printable(file)}: is not JSON: ${parsed.fault}: mend the file`);
}
