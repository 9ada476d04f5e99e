import { readInputText } from './input-file.ts';
import { judgeRoster, type RosterContext, type RosterReading } from './judge.ts';
import { type RosterRow, rowsOf } from './rows.ts';

export type { RosterContext, RosterReading } from './judge.ts';

/**
 * Reads who works here: CSV `email,team,status,leftOn` (columns in any order; `name` or `person` too), or a JSON
 * array with those fields. The file is read once, for it may be a pipe; who has left is said later, because the
 * moment that counts is the snapshot's.
 * @throws {InputError} when there is no such file, or it is neither CSV nor JSON
 */
export async function openRoster(file: string): Promise<(context: RosterContext) => RosterReading> {
  const rows = await readRoster(file);
  return (context) => judgeRoster(file, rows, context);
}

/**
 * The rows of a roster, not yet judged: plain data, of the fields that count alone.
 * @throws {InputError} when there is no such file, or it is neither CSV nor JSON
 */
export async function readRoster(file: string): Promise<readonly RosterRow[]> {
  return rowsOf(file, await readInputText(file, 'a roster (CSV or JSON)'));
}
