import { CsvError, parse } from 'csv-parse/sync';
import { printable } from '../../core/reports/text.ts';
import { InputError } from '../../ports/input-error.ts';
import { shown } from '../redaction/shown.ts';
import { parseInputJson } from './input-file.ts';

/** A row as it stands in the file, not yet judged. */
export type RosterRow = Located & (Readable | { readonly unreadable: string });

interface Located {
  /** `line 7`, or `[3]` in JSON. */
  readonly place: string;
}

export interface Readable {
  readonly fields: Readonly<Partial<Record<Field, unknown>>>;
}

const FIELDS = ['email', 'team', 'status', 'leftOn', 'name', 'person'] as const;
type Field = (typeof FIELDS)[number];
const EXPECTED = 'expected the columns email, status, and perhaps team, leftOn, name';

/**
 * Splits a roster into rows: a JSON array of objects, or CSV with a header in any order.
 * @throws {InputError} when it is neither
 */
export function rowsOf(file: string, text: string): readonly RosterRow[] {
  const isJson = /^\s*[[{]/.test(text) || /\.json$/i.test(file);
  return isJson ? jsonRows(file, text) : csvRows(file, text);
}

function jsonRows(file: string, text: string): readonly RosterRow[] {
  const content = parseInputJson(file, text);
  if (!Array.isArray(content)) {
    throw new InputError(
      `${printable(file)}: expected an array of {email, team, status, leftOn}, got ${shown(content)}: put it in [ ]`,
    );
  }
  return content.map((item: unknown, index) => ({
    place: `[${index}]`,
    ...(typeof item === 'object' && item !== null && !Array.isArray(item)
      ? { fields: known(Object.entries(item)) }
      : { unreadable: `expected an object, got ${shown(item)}` }),
  }));
}

interface CsvLine {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function csvRows(file: string, text: string): readonly RosterRow[] {
  const [head, ...lines] = csvLines(file, text);
  // Without a header the rows may be anything, so nothing of them is shown.
  if (head === undefined) throw new InputError(`${printable(file)}:1: ${EXPECTED}, got an empty file`);
  const columns = head.record.map((column) => fieldOf(column));
  for (const needed of ['email', 'status'] as const) {
    const times = columns.filter((column) => column === needed).length;
    if (times === 1) continue;
    const got = times === 0 ? `no column ${needed}` : `${times} columns ${needed}`;
    throw new InputError(
      `${printable(file)}:1: ${EXPECTED}, separated by commas, got ${got}: mend the header`,
    );
  }
  return lines.map(({ record, info }) => ({
    place: `line ${info.lines}`,
    ...(record.length === columns.length
      ? { fields: known(columns.map((column, at) => [column, record[at]])) }
      : { unreadable: `expected ${columns.length} columns, got ${record.length}` }),
  }));
}

/** What else a roster tells of people is none of our business. */
function known(values: readonly (readonly [string | undefined, unknown])[]): Readable['fields'] {
  return Object.fromEntries(values.filter(([name]) => FIELDS.some((field) => field === name)));
}

function fieldOf(column: string): Field | undefined {
  const plain = column.toLowerCase().replace(/[-_ ]/g, '');
  return FIELDS.find((field) => field.toLowerCase() === plain);
}

function csvLines(file: string, text: string): readonly CsvLine[] {
  try {
    return parse(text, {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as readonly CsvLine[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // Its message quotes the file.
    const line = typeof error.lines === 'number' ? `:${error.lines}` : '';
    const why = error.code.toLowerCase().replace(/^csv_/, '').replaceAll('_', ' ');
    throw new InputError(`${printable(file)}${line}: expected CSV, got ${why}: mend the file`);
  }
}
