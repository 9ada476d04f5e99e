import { SEVERITIES, type Severity } from '../model/severity.ts';
import { clip, count, printable } from '../reports/text.ts';
import { type Change, worstFirst } from './changes.ts';
import { NOTHING_PROPOSED, type Proposed, proposedLines } from './proposed.ts';
import type { Run } from './run.ts';

/** What came of a run in all its accounts. */
export interface Summary {
  readonly run: Run;
  readonly assessed: number;
  /** Accounts of which nothing could be read, or whose workers failed. */
  readonly unread: readonly string[];
  readonly findings: Readonly<Record<Severity, number>>;
  readonly gaps: number;
  /** By how many they are more than in the run before; a run that an event asked for is not compared. */
  readonly moreGaps: number;
  readonly new: number;
  readonly gone: number;
  readonly worse: number;
  /** The findings that these count, the worst first; bounded, where the counts are whole. */
  readonly changes: readonly Change[];
  /** Plans that are proposed; absent: a version that proposed none wrote this. */
  readonly proposed?: Proposed;
  /** Where Security Hub is not enabled: what was found is kept, and sent when it is. */
  readonly hubOff: readonly { readonly account: string; readonly regions: readonly string[] }[];
  /** What Security Hub did not take besides, a line each with its account. */
  readonly problems: readonly string[];
}

/** What of a long list is in a message, or in a row of the table. */
const TOLD = 25;
const IN_A_ROW = 100;
const LONGEST_TITLE = 120;

/** The summary as it fits in a row of the table: lists are cut, counts stay whole. */
export function shortened(summary: Summary): Summary {
  const { changes, hubOff, problems } = summary;
  return {
    ...summary,
    changes: worstFirst(changes, IN_A_ROW).map(({ title, ...change }) => ({
      ...change,
      title: clip(title, LONGEST_TITLE),
    })),
    hubOff: hubOff.slice(0, IN_A_ROW),
    problems: problems.slice(0, IN_A_ROW),
  };
}

/** The summary as people read it in a message. */
export function summaryText(summary: Summary): string {
  const { run } = summary;
  return [`Nightwarden ${run.id}: ${stateOf(run)}`, ...summaryLines(summary)].join('\n');
}

export function stateOf({ state }: Pick<Run, 'state'>): string {
  return state === 'incomplete' ? 'INCOMPLETE' : state;
}

/** Everything but the heading. */
export function summaryLines({
  assessed,
  unread,
  gaps,
  hubOff,
  problems,
  proposed = NOTHING_PROPOSED,
  ...found
}: Summary): readonly string[] {
  return [
    `${count(assessed, 'account')} judged: ${severities(found.findings)}`,
    `since the run before: ${found.new} new, ${found.worse} worse, ${found.gone} gone`,
    ...changeLines(found),
    ...proposedLines(proposed),
    ...(gaps > 0 ? [`${count(gaps, 'gap')}: what they hide is not known to be clean`] : []),
    ...(unread.length > 0 ? [`not read: ${unread.join(', ')}`] : []),
    ...hubOffLines(hubOff),
    ...cut(problems, 'more problems').map(printable),
  ];
}

export function severities(findings: Summary['findings']): string {
  const there = SEVERITIES.toReversed().filter((severity) => findings[severity] > 0);
  return there.length === 0
    ? 'no finding'
    : there.map((severity) => `${findings[severity]} ${severity}`).join(', ');
}

function changeLines({
  changes,
  ...counts
}: Pick<Summary, 'changes' | 'new' | 'worse' | 'gone'>): readonly string[] {
  const all = counts.new + counts.worse + counts.gone;
  const told = changes.slice(0, TOLD);
  const lines = told.map(
    ({ change, severity, title, id, account }) =>
      `  ${change.padEnd(5)} ${severity}: ${printable(title)} [${printable(id)}, account ${account}]`,
  );
  const more = all - told.length;
  return more > 0 && told.length > 0 ? [...lines, `  … and ${more.toLocaleString('en-GB')} more`] : lines;
}

function hubOffLines(hubOff: Summary['hubOff']): readonly string[] {
  if (hubOff.length === 0) return [];
  const where = hubOff.map(({ account, regions }) => `  ${account}: ${regions.join(', ')}`);
  return [
    `Security Hub is not enabled in ${count(hubOff.length, 'account')}: what was found is kept, and sent by the first run after it is`,
    ...cut(where, 'more accounts', '  '),
  ];
}

function cut(lines: readonly string[], rest: string, indent = ''): readonly string[] {
  const more = lines.length - TOLD;
  return more > 0 ? [...lines.slice(0, TOLD), `${indent}… and ${more} ${rest}`] : lines;
}
