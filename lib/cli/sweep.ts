import { writeFile } from 'node:fs/promises';
import { homeRegion } from '../core/model/policy.ts';
import type { Severity } from '../core/model/severity.ts';
import { accountFacts } from '../core/model/snapshot.ts';
import { toAsff } from '../core/reports/asff/index.ts';
import { toSweepJson } from '../core/reports/json/index.ts';
import { toTable } from '../core/reports/table/index.ts';
import { count, printable, safeJson } from '../core/reports/text.ts';
import { InputError } from '../ports/input-error.ts';
import { type SweepRequest, type SweepResult, sweep } from '../usecases/sweep.ts';
import { type ExitCode, sweepExit } from './exit.ts';
import { nextSteps } from './next-steps.ts';
import { palette } from './palette.ts';
import { terminalProgress } from './progress.ts';
import { publishedLines } from './published.ts';
import type { Surroundings } from './surroundings.ts';

export interface SweepOptions extends Omit<SweepRequest, 'regions'> {
  readonly region?: readonly string[];
  readonly format: 'table' | 'json' | 'asff';
  readonly out?: string;
  readonly failOn?: Severity;
  readonly strict?: boolean;
}

const DEFAULT_WIDTH = 110;

/** `nightwarden sweep`: the report on stdout or in `--out`, everything else on stderr. */
export async function sweepCommand(options: SweepOptions, around: Surroundings): Promise<ExitCode> {
  const { region, format: _, out, failOn, strict, ...request } = options;
  const progress = terminalProgress(around.stderr);
  const result = await sweep(
    { ...request, ...(region === undefined ? {} : { regions: region }) },
    { now: around.now, progress },
  );
  const report = render(result, options, around);
  if (out === undefined) around.stdout.write(report);
  else await save(report, out);
  tellProblems(result, options, around);
  return sweepExit(
    { ...result.judged, read: accountFacts(result.estate.snapshot).length },
    { failOn, strict },
  );
}

function render(result: SweepResult, { format, out }: SweepOptions, around: Surroundings): string {
  const { estate, judged, policy } = result;
  if (format === 'json') return `${safeJson(toSweepJson(estate, judged))}\n`;
  if (format === 'asff') {
    const subjects = new Map(estate.subjects.map((subject) => [subject.credential.id, subject]));
    const { account, partition, takenAt } = estate.snapshot;
    const home = homeRegion(policy, partition);
    const findings = judged.findings.map((finding) => {
      const subject = subjects.get(finding.subject);
      return toAsff(finding, {
        account,
        partition,
        region: finding.region ?? home,
        now: takenAt,
        ...(subject === undefined ? {} : { subject }),
      });
    });
    return `${safeJson(findings)}\n`;
  }
  const terminal = out === undefined && around.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  const width = Math.max(60, Math.min(around.stdout.columns ?? DEFAULT_WIDTH, 140));
  return toTable(estate, judged, { palette: palette(terminal), width, next: nextSteps(result) });
}

async function save(report: string, file: string): Promise<void> {
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
  for (const { missing, reason, remedy } of gaps.filter(({ badInput }) => badInput === true)) {
    const place = reason.startsWith(missing) ? '' : `${missing}: `;
    stderr.write(`nightwarden: ${printable(`${place}${reason}; ${remedy}`)}\n`);
  }
  if (published !== undefined)
    for (const line of publishedLines(published)) stderr.write(`${printable(line)}\n`);
  const shown = format === 'table' && out === undefined;
  if (gaps.length > 0 && !shown) stderr.write(`nightwarden: ${count(gaps.length, 'gap')}, not clean\n`);
}
