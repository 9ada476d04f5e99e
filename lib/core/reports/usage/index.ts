import type { Usage } from '../../model/usage.ts';
import { printable } from '../text.ts';

/** A line of `nightwarden usage`; the last five are counts, the first four of them of distinct values. */
export interface UsageRow {
  readonly accessKeyId: string;
  readonly calls: number;
  /** As CloudTrail writes it: `2026-01-01T00:00:00Z`. */
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly sourceIps: number;
  readonly userAgents: number;
  readonly events: number;
  readonly regions: number;
  readonly errors: number;
}

export function usageRow({ accessKeyId, calls, firstSeen, lastSeen, counts }: Usage): UsageRow {
  return {
    accessKeyId,
    calls,
    firstSeen: asTrailWritesIt(firstSeen),
    lastSeen: asTrailWritesIt(lastSeen),
    sourceIps: counts.sourceIps,
    userAgents: counts.userAgents,
    events: counts.events,
    regions: counts.regions,
    errors: counts.errors,
  };
}

/** One JSON object a line, in ASCII control-safe form: a key id read from a file may hold anything. */
export function usageJsonl(rows: readonly UsageRow[]): string {
  return rows.map((row) => `${safeJson(row)}\n`).join('');
}

/** For people: a column a field, numbers to the right. */
export function usageTable(rows: readonly UsageRow[]): string {
  const cells = [
    COLUMNS.map((column) => column),
    ...rows.map((row) => COLUMNS.map((column) => cell(row[column]))),
  ];
  const widths = COLUMNS.map((_, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  return cells
    .map(
      (line) =>
        `${line
          .map((text, at) => pad(text, at, widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

const COLUMNS = [
  'accessKeyId',
  'calls',
  'firstSeen',
  'lastSeen',
  'sourceIps',
  'userAgents',
  'events',
  'regions',
  'errors',
] as const satisfies readonly (keyof UsageRow)[];

function cell(value: string | number): string {
  return typeof value === 'number' ? value.toLocaleString('en-GB') : printable(value);
}

function pad(text: string, column: number, width: number): string {
  const isNumber = column === 1 || column > 3;
  return isNumber ? text.padStart(width) : text.padEnd(width);
}

/** CloudTrail writes whole seconds: `2026-01-01T00:00:00Z`. */
function asTrailWritesIt(instant: string): string {
  return instant.replace(/\.000Z$/, 'Z');
}

/** JSON leaves DEL, the C1 controls and two line separators as they are; terminals act on them. */
function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
