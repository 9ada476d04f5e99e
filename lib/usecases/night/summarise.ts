import { SEVERITIES, type Severity } from '../../core/model/severity.ts';
import type { AccountOutcome, Run } from '../../core/nights/run.ts';
import { count } from '../../core/reports/text.ts';
import type { NightState } from '../../ports/night-state.ts';

export interface NightSummary {
  readonly run: Run;
  readonly assessed: number;
  /** Accounts of which nothing could be read, or whose workers failed. */
  readonly unread: readonly string[];
  /** Of these, how many in a hundred told nothing at all: their workers failed. Rounded up. */
  readonly failedPercent: number;
  readonly findings: Readonly<Record<Severity, number>>;
  readonly gaps: number;
  /** By how many they are more than in the run before; a run that an event asked for is not compared. */
  readonly moreGaps: number;
  readonly new: number;
  readonly gone: number;
  readonly worse: number;
  /** What Security Hub did not take, a line each with its account. */
  readonly problems: readonly string[];
  /** The same run was added up before and came to the same: nobody need be told again. */
  readonly isRepeated: boolean;
}

/**
 * Adds up a run. An account that was meant to be read and told nothing counts as unread.
 * @param accounts those that the run was started for
 */
export async function summarise(
  runId: string,
  accounts: readonly string[],
  { state, now }: { readonly state: NightState; readonly now: () => Date },
): Promise<NightSummary> {
  const begun = await state.run(runId);
  const outcomes = await state.outcomes(runId);
  const told = new Map(outcomes.map((outcome) => [outcome.account, outcome]));
  const unread = accounts.filter((account) => told.get(account)?.state !== 'assessed');
  const complete = unread.length === 0 && outcomes.every(({ published }) => published);
  const silent = accounts.filter((account) => !told.has(account));
  const totals = sums(outcomes);
  const at = now().toISOString();
  const ended = endOf(accounts.length, totals.gaps, complete);
  const isRepeated = begun !== undefined && isSameEnd(begun, ended);
  const run: Run = {
    ...(begun ?? { id: runId, reason: 'person', startedAt: at }),
    ...ended,
    endedAt: isRepeated ? (begun.endedAt ?? at) : at,
  };
  const before = await gapsBefore(run, state);
  await state.end(run);
  const moreGaps = before === undefined ? 0 : Math.max(0, totals.gaps - before);
  const failedPercent = Math.ceil((100 * silent.length) / Math.max(1, accounts.length));
  const assessed = accounts.length - unread.length;
  return { run, assessed, unread, failedPercent, ...totals, moreGaps, isRepeated };
}

type End = Required<Pick<Run, 'accounts' | 'gaps' | 'state'>>;

function endOf(accounts: number, gaps: number, complete: boolean): End {
  return { accounts, gaps, state: complete ? 'complete' : 'incomplete' };
}

function isSameEnd(begun: Run, { accounts, gaps, state }: End): boolean {
  const { endedAt } = begun;
  return endedAt !== undefined && begun.accounts === accounts && begun.gaps === gaps && begun.state === state;
}

/** Enough to find the last whole run behind those that events asked for. */
const RUNS_LOOKED_AT = 100;

/** @returns undefined when there is no run to compare with */
async function gapsBefore({ id, reason }: Run, state: NightState): Promise<number | undefined> {
  if (reason === 'event') return undefined;
  const runs = await state.recent(RUNS_LOOKED_AT);
  return runs.find((run) => run.id < id && run.reason !== 'event' && run.gaps !== undefined)?.gaps;
}

function sums(outcomes: readonly AccountOutcome[]) {
  const total = (of: (outcome: AccountOutcome) => number) =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
  const bySeverity = SEVERITIES.map(
    (severity) => [severity, total(({ findings }) => findings[severity])] as const,
  );
  return {
    findings: Object.fromEntries(bySeverity) as Readonly<Record<Severity, number>>,
    gaps: total(({ gaps }) => gaps),
    new: total((outcome) => outcome.new),
    gone: total(({ gone }) => gone),
    worse: total(({ worse }) => worse),
    problems: outcomes.flatMap((outcome) => problemsOf(outcome).map((text) => `${outcome.account}: ${text}`)),
  };
}

/** An account whose publisher failed for good told nothing itself. */
function problemsOf({ state, published, problems }: AccountOutcome): readonly string[] {
  if (state === 'unread' || published || problems.length > 0) return problems;
  return ['nothing was published: what was found is kept, and the next run sends it'];
}

/** The summary as people read it in a message. */
export function summaryText({
  run,
  assessed,
  unread,
  findings,
  gaps,
  problems,
  ...changes
}: NightSummary): string {
  const severities = SEVERITIES.toReversed()
    .filter((severity) => findings[severity] > 0)
    .map((severity) => `${findings[severity]} ${severity}`);
  const lines = [
    `Nightwarden ${run.id}: ${run.state === 'complete' ? 'complete' : 'INCOMPLETE'}`,
    `${count(assessed, 'account')} judged: ${severities.length === 0 ? 'no finding' : severities.join(', ')}`,
    `since the run before: ${changes.new} new, ${changes.worse} worse, ${changes.gone} gone`,
    ...(gaps > 0 ? [`${count(gaps, 'gap')}: what they hide is not known to be clean`] : []),
    ...(unread.length > 0 ? [`not read: ${unread.join(', ')}`] : []),
    ...problems,
  ];
  return lines.join('\n');
}

/**
 * What a run leaves for the alarms, by name. A run that an event asked for is no night: it reads one account, and must
 * neither hide that a night is missing nor look like one with fewer gaps.
 */
export function figures({
  run,
  unread,
  problems,
  gaps,
  moreGaps,
  ...summary
}: NightSummary): Readonly<Record<string, number>> {
  const always = {
    AccountsUnread: unread.length,
    FindingsNew: summary.new,
    PublishProblems: problems.length,
  };
  return run.reason === 'event' ? always : { ...always, Gaps: gaps, GapsMore: moreGaps, NightsEnded: 1 };
}
