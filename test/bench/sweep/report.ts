import { median, short, table, whole } from '../figures.ts';
import type { Lap, SweepBench, SweepBenchOptions, SweepRow } from './index.ts';

const HEAD = [
  '',
  'seconds',
  '× first row',
  'CPU s',
  'calls',
  'at least',
  'calls ÷ least',
  'peak MB',
  'findings',
];

/** The table, then what could not run and what the figures do not say. */
export function sweepReport(
  { rows, seedSeconds }: SweepBench,
  { users, keys, secrets, runs, latencyMs = 0 }: Omit<SweepBenchOptions, 'peers'>,
): string {
  const [first] = rows;
  const base = first !== undefined && 'laps' in first ? first.laps : [];
  const missing = rows.flatMap((row) =>
    'reason' in row ? [`no figures for ${row.name}: ${row.reason}`] : [],
  );
  return [
    `${whole(users)} users, ${whole(keys)} access keys, ${whole(secrets)} secrets, one Region; seeded in ${short(seedSeconds)} s`,
    `medians of ${runs} runs (--deep: one), the tools in turn; each answer held back ${latencyMs} ms`,
    '',
    table(
      HEAD,
      rows.map((row) => cells(row, base)),
    ),
    '',
    ...missing,
    ...NOTES,
    '',
  ].join('\n');
}

const NOTES = [
  'findings are what each tool calls one, and are not comparable; docs/benchmarks.md tells the rest',
];

function cells(row: SweepRow, base: readonly Lap[]): readonly string[] {
  if ('reason' in row) return [row.name, ...HEAD.slice(1).map(() => '–')];
  const { name, laps, minimum } = row;
  const of = (value: (lap: Lap) => number) => median(laps.map(value));
  const calls = of((lap) => lap.calls);
  return [
    name,
    short(of((lap) => lap.seconds)),
    short(median(laps.map(({ seconds }, run) => seconds / (base[run]?.seconds ?? Number.NaN)))),
    short(of((lap) => lap.cpuSeconds)),
    whole(calls),
    minimum === undefined ? '–' : whole(minimum),
    minimum === undefined ? '–' : (calls / minimum).toFixed(3),
    whole(Math.max(...laps.map((lap) => lap.peakMb))),
    whole(of((lap) => lap.findings)),
  ];
}
