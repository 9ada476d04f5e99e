import { SEVERITIES, type Severity } from '../../core/model/severity.ts';
import type { AccountOutcome, Run } from '../../core/nights/run.ts';
import { count } from '../../core/reports/text.ts';
import type { NightState } from '../../ports/night-state.ts';

export interface NightSummary {
  readonly run: Run;
  readonly assessed: number;
  /** Accounts of which nothing could be read, or whose workers failed. */
  readonly unread: readonly string[];
  readonly findings: Readonly<Record<Severity, number>>;
  readonly gaps: number;
  readonly new: number;
  readonly gone: number;
  readonly worse: number;
  /** What Security Hub did not take, a line each with its account. */
  readonly problems: readonly string[];
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
  const at = now().toISOString();
  const run: Run = {
    ...(begun ?? { id: runId, reason: 'person', startedAt: at }),
    endedAt: at,
    accounts: accounts.length,
    state: complete ? 'complete' : 'incomplete',
  };
  await state.end(run);
  return { run, assessed: accounts.length - unread.length, unread, ...sums(outcomes) };
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
    problems: outcomes.flatMap(({ account, problems }) => problems.map((text) => `${account}: ${text}`)),
  };
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
