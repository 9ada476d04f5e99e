import { writeFile } from 'node:fs/promises';
import type { Gap } from '../core/model/gap.ts';
import type { Severity } from '../core/model/severity.ts';
import { accountFacts } from '../core/model/snapshot.ts';
import { count, printable } from '../core/reports/text.ts';
import { InputError } from '../ports/input-error.ts';
import { type SweepRequest, type SweepResult, sweep } from '../usecases/sweep.ts';
import { type ExitCode, sweepExit } from './exit.ts';
import type { Format } from './formats.ts';
import { palette, showsColour } from './palette.ts';
import { withProgress } from './progress.ts';
import { publishedLines } from './published.ts';
import { render, type View } from './render.ts';
import type { Surroundings } from './surroundings.ts';

export interface SweepOptions extends Omit<SweepRequest, 'regions'> {
  readonly region?: readonly string[];
  readonly format: Format;
  readonly out?: string;
  readonly failOn?: Severity;
  readonly strict?: boolean;
}

/** Lines about damaged input, or gaps, on stderr; the report has them all where it can hold them. */
const TOLD = 20;
const DEFAULT_WIDTH = 110;

/** `nightwarden sweep`: the report on stdout or in `--out`, everything else on stderr. */
export async function sweepCommand(options: SweepOptions, around: Surroundings): Promise<ExitCode> {
  const { region, format: _, out, failOn, strict, ...request } = options;
  const result = await withProgress(around.stderr, (progress) =>
    sweep(
      { ...request, ...(region === undefined ? {} : { regions: region }) },
      { now: around.now, progress },
    ),
  );
  const report = render(options.format, result, viewOf(options, around));
  if (out === undefined) for (const piece of report) around.stdout.write(piece);
  else await save(report, out);
  tellProblems(result, options, around);
  return sweepExit(
    { ...result.judged, read: accountFacts(result.estate.snapshot).length },
    { failOn, strict },
  );
}

/** Colours and the width of the screen only where a person reads it. */
function viewOf({ out }: SweepOptions, { stdout }: Surroundings): View {
  const terminal = out === undefined && showsColour(stdout);
  const width = Math.max(60, Math.min(stdout.columns || DEFAULT_WIDTH, 140));
  return { palette: palette(terminal), width };
}

async function save(report: Iterable<string>, file: string): Promise<void> {
  try {
    await writeFile(file, report, { mode: 0o600 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new InputError(
      `--out ${JSON.stringify(file)}: could not be written (${code}): name a file in a folder that exists`,
      {
        cause: error,
      },
    );
  }
}

/** What people must hear even when the report goes to a file or a pipe. */
function tellProblems(
  { judged, published }: SweepResult,
  { format, out }: SweepOptions,
  { stderr }: Surroundings,
): void {
  const { gaps } = judged;
  const damaged = gaps.filter(({ badInput }) => badInput === true);
  for (const { missing, reason, remedy } of damaged.slice(0, TOLD)) {
    const place = reason.startsWith(missing) ? '' : `${missing}: `;
    stderr.write(`nightwarden: ${printable(`${place}${reason}; ${remedy}`)}\n`);
  }
  if (damaged.length > TOLD)
    stderr.write(`nightwarden: and ${damaged.length - TOLD} more like these, all in the report\n`);
  // Security Hub's format has no place for what was not read, so whoever takes it hears it here.
  if (format === 'asff')
    tellGaps(
      gaps.filter(({ badInput }) => badInput !== true),
      stderr,
    );
  if (published !== undefined)
    for (const line of publishedLines(published)) stderr.write(`${printable(line)}\n`);
  const shown = format === 'table' && out === undefined;
  if (gaps.length > 0 && !shown) stderr.write(`nightwarden: ${count(gaps.length, 'gap')}, not clean\n`);
}

function tellGaps(gaps: readonly Gap[], stderr: Surroundings['stderr']): void {
  for (const { missing, scope, reason, remedy } of gaps.slice(0, TOLD)) {
    const place = [missing, scope.region, scope.subject].filter((part) => part !== undefined).join(' ');
    stderr.write(`nightwarden: gap: ${printable(`${place}: ${reason}; ${remedy}`)}\n`);
  }
  if (gaps.length > TOLD)
    stderr.write(`nightwarden: and ${gaps.length - TOLD} more gaps, all in --format json\n`);
}
