import manifest from '../../package.json' with { type: 'json' };
import { homeRegion } from '../core/model/policy.ts';
import { toAsff } from '../core/reports/asff/index.ts';
import { toCsv } from '../core/reports/csv/index.ts';
import { toSweepJson } from '../core/reports/json/index.ts';
import { toMarkdown } from '../core/reports/markdown/index.ts';
import { toOcsf } from '../core/reports/ocsf/index.ts';
import { jsonPieces } from '../core/reports/pieces.ts';
import { toSarif } from '../core/reports/sarif/index.ts';
import { type Palette, toTable } from '../core/reports/table/index.ts';
import type { SweepResult } from '../usecases/sweep.ts';
import type { Format } from './formats.ts';
import { nextSteps } from './next-steps.ts';

/** What the table needs to know of the terminal. */
export interface View {
  readonly palette: Palette;
  /** Columns. */
  readonly width: number;
}

/** The pieces of a report, in order. */
type Render = (result: SweepResult, view: View) => Iterable<string>;

const { version } = manifest;

const RENDER: Readonly<Record<Format, Render>> = {
  table: (result, view) => [toTable(result.estate, result.judged, { ...view, next: nextSteps(result) })],
  json: ({ estate, judged }) => jsonPieces(toSweepJson(estate, judged)),
  asff: (result) => jsonPieces(asff(result)),
  ocsf: ({ estate, judged }) => jsonPieces(toOcsf(estate, judged, { version })),
  sarif: ({ estate, judged }) => jsonPieces(toSarif(estate, judged, { version })),
  csv: ({ estate, judged }) => [toCsv(estate, judged)],
  markdown: (result) => [toMarkdown(result.estate, result.judged, { next: nextSteps(result) })],
};

/** The report as text, in pieces: a large one is never whole in memory. */
export function render(format: Format, result: SweepResult, view: View): Iterable<string> {
  return RENDER[format](result, view);
}

function asff({ estate, judged, policy }: SweepResult): readonly object[] {
  const subjects = new Map(estate.subjects.map((subject) => [subject.credential.id, subject]));
  const { account, partition, takenAt } = estate.snapshot;
  const home = homeRegion(policy, partition);
  return judged.findings.map((finding) =>
    toAsff(finding, {
      account,
      partition,
      region: finding.region ?? home,
      now: takenAt,
      subject: subjects.get(finding.subject),
    }),
  );
}
