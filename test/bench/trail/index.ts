import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Progress, silent } from '../../../lib/ports/progress.ts';
import { LabError } from '../../lab/lab-error.ts';
import { median, short, table, whole } from '../figures.ts';
import { measure } from '../measure.ts';
import { generateTrail } from './generate.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', '..', 'bin', 'nightwarden.ts');
const DUCKDB = fileURLToPath(import.meta.resolve('./duckdb.ts'));

export interface TrailBenchOptions {
  readonly records: number;
  readonly runs: number;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

export interface TrailRow {
  readonly name: string;
  /** One a run, of the whole process. */
  readonly seconds: readonly number[];
  readonly peakMb: number;
}

/**
 * `nightwarden usage` and DuckDB's query over the same generated files, in turn.
 * @throws {LabError} when their rows differ
 */
export async function benchTrail(options: TrailBenchOptions): Promise<readonly TrailRow[]> {
  const { records, runs, progress = silent, signal } = options;
  const scratch = await mkdtemp(join(tmpdir(), 'nightwarden-trail-'));
  try {
    const folder = await mkdtemp(join(scratch, 'trail-'));
    progress.step('generating');
    progress.done(`${whole(records)} records in ${whole(await generateTrail(folder, records))} files`);
    const tools = [
      { name: 'Nightwarden', command: [process.execPath, PROGRAM, 'usage', folder, '--format', 'jsonl'] },
      { name: 'DuckDB', command: [process.execPath, DUCKDB, folder] },
    ];
    const laps = new Map<string, { seconds: number; peakMb: number }[]>(tools.map(({ name }) => [name, []]));
    for (let run = 1; run <= runs; run += 1) {
      const rows: string[] = [];
      for (const { name, command } of tools) {
        progress.step(`${name}, run ${run} of ${runs}`);
        const out = join(scratch, 'rows.jsonl');
        laps.get(name)?.push(await measure(command, { out, signal }));
        rows.push(await readFile(out, 'utf8'));
        progress.done();
      }
      mustAgree(rows);
    }
    return [...laps].map(([name, all]) => ({
      name,
      seconds: all.map(({ seconds }) => seconds),
      peakMb: Math.max(...all.map(({ peakMb }) => peakMb)),
    }));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function mustAgree([ours = '', theirs = '']: readonly string[]): void {
  const [mine, others] = [ours.trim().split('\n'), theirs.trim().split('\n')];
  const at = mine.findIndex((line, index) => line !== others[index]);
  if (at === -1 && mine.length === others.length) return;
  throw new LabError(
    `expected both to give the same rows, line ${at + 1} is ${mine[at] ?? 'absent'} and ${others[at] ?? 'absent'}`,
  );
}

export function trailReport(rows: readonly TrailRow[], { records, runs }: TrailBenchOptions): string {
  const base = rows[0]?.seconds ?? [];
  const cells = rows.map(({ name, seconds, peakMb }) => [
    name,
    short(median(seconds)),
    whole(records / median(seconds)),
    short(median(seconds.map((each, run) => each / (base[run] ?? Number.NaN)))),
    whole(peakMb),
  ]);
  return [
    `${whole(records)} CloudTrail records, medians of ${runs} runs in turn; the rows of both agree`,
    '',
    table(['', 'seconds', 'records/s', '× first row', 'peak MB'], cells),
    '',
    '',
  ].join('\n');
}
