import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { type Progress, silent } from '../../../lib/ports/progress.ts';
import { LabError } from '../../lab/lab-error.ts';
import { median, short, table, whole } from '../figures.ts';
import { measure } from '../measure.ts';
import { type Generated, generateFiles } from './generate.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', '..', 'bin', 'nightwarden.ts');

export interface FilesBenchOptions {
  /** Numbers of principals, ascending. */
  readonly sizes: readonly number[];
  readonly runs: number;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

export interface FilesRow extends Generated {
  /** Medians. */
  readonly seconds: number;
  readonly peakMb: number;
  readonly findings: number;
}

const report = z.object({ principals: z.array(z.unknown()), findings: z.array(z.unknown()) });

/** A sweep of generated files, for each size. */
export async function benchFiles(options: FilesBenchOptions): Promise<readonly FilesRow[]> {
  const { sizes, progress = silent } = options;
  const rows: FilesRow[] = [];
  for (const size of sizes) {
    const folder = await mkdtemp(join(tmpdir(), 'nightwarden-files-'));
    try {
      progress.step(`${whole(size)} principals`);
      rows.push(await sweepOf(folder, await generateFiles(folder, size), options));
      progress.done();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return rows;
}

async function sweepOf(
  folder: string,
  generated: Generated,
  { runs, signal }: FilesBenchOptions,
): Promise<FilesRow> {
  const out = join(folder, 'report.json');
  const command = [process.execPath, PROGRAM, 'sweep', '--from', folder, '--format', 'json', '--out', out];
  const laps = [];
  for (let run = 0; run < runs; run += 1) laps.push(await measure(command, { signal }));
  const { principals, findings } = report.parse(JSON.parse(await readFile(out, 'utf8')));
  // Root is in the credential report.
  if (principals.length !== generated.principals + 1)
    throw new LabError(
      `expected ${generated.principals + 1} principals in the report, got ${principals.length}`,
    );
  return {
    ...generated,
    seconds: median(laps.map((lap) => lap.seconds)),
    peakMb: Math.max(...laps.map((lap) => lap.peakMb)),
    findings: findings.length,
  };
}

/** Growth is what each further principal costs, since the size before: about the same in each line when it is linear. */
export function filesReport(rows: readonly FilesRow[], runs: number): string {
  const head = [
    'principals',
    'file MB',
    'seconds',
    'peak MB',
    'ms a further principal',
    'kB a further principal',
    'findings',
  ];
  const cells = rows.map((row, at) => {
    const { principals, bytes, seconds, peakMb, findings } = row;
    return [
      whole(principals),
      short(bytes / 1e6),
      short(seconds),
      whole(peakMb),
      ...growth(rows[at - 1], row),
      whole(findings),
    ];
  });
  return [`sweep --from, medians of ${runs} runs`, '', table(head, cells), '', ''].join('\n');
}

function growth(before: FilesRow | undefined, row: FilesRow): readonly string[] {
  if (before === undefined) return ['–', '–'];
  const more = row.principals - before.principals;
  return [
    (((row.seconds - before.seconds) * 1000) / more).toFixed(3),
    (((row.peakMb - before.peakMb) * 1000) / more).toFixed(1),
  ];
}
