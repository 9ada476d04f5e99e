import { parse } from 'csv-parse/sync';
import { REPORT_COLUMNS } from '../iam/parse-credential-report.ts';
import { CREDENTIAL_REPORT, CREDENTIAL_REPORT_FACTS } from './known.ts';
import type { Listing } from './listing.ts';
import { damagedFile, type FileProblem } from './problem.ts';

const { file } = CREDENTIAL_REPORT;

/** The rows of a credential report by their column names; a row that is no row is a problem, the rest is used. */
export function parseReportCsv(text: string): Listing {
  const problems: FileProblem[] = [];
  const rows = readRows(text, problems);
  const [header, ...body] = rows;
  const missing = REPORT_COLUMNS.filter((column) => header?.cells.includes(column) !== true);
  if (header === undefined || missing.length > 0) {
    const reason = `${file}: line 1: expected the columns of a credential report, got none named ${missing[0]}`;
    return { items: [], problems: [damagedFile(file, reason, CREDENTIAL_REPORT_FACTS)] };
  }
  const columns = header.cells;
  const items = body.flatMap(({ cells, line }): readonly unknown[] => {
    if (cells.length === columns.length)
      return [Object.fromEntries(columns.map((column, i) => [column, cells[i]]))];
    const reason = `${file}: line ${line}: expected ${columns.length} fields, got ${cells.length}`;
    problems.push(damagedFile(file, reason, CREDENTIAL_REPORT_FACTS));
    return [];
  });
  return { items, problems };
}

interface Line {
  readonly cells: readonly string[];
  readonly line: number;
}

function readRows(text: string, problems: FileProblem[]): readonly Line[] {
  const lines: Line[] = [];
  parse(text, {
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_record: (cells: readonly string[], { lines: line }) => {
      lines.push({ cells, line });
      return null;
    },
    on_skip: (error) => {
      const reason = `${file}: ${error === undefined ? 'a line' : `line ${String(error.lines)}`}: expected CSV, got a stray or open quote`;
      problems.push(damagedFile(file, reason, CREDENTIAL_REPORT_FACTS));
      return undefined;
    },
  });
  return lines;
}
