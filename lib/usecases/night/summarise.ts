import { SEVERITIES, type Severity } from '../../core/model/severity.ts';
import { type Change, changesIn, worstFirst } from '../../core/nights/changes.ts';
import type { Difference } from '../../core/nights/difference.ts';
import { alsoProposed, NOTHING_PROPOSED, type Proposed } from '../../core/nights/proposed.ts';
import type { AccountOutcome, Run } from '../../core/nights/run.ts';
import { type Summary, shortened } from '../../core/nights/summary.ts';
import type { Proposal } from '../../core/rotation/proposals.ts';
import type { NightState } from '../../ports/night-state.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { readJson, writeJson } from './json.ts';
import { differenceKey, proposalsKey, summaryKey } from './layout.ts';

export interface NightSummary extends Summary {
  /** Of the unread accounts, how many in a hundred told nothing at all: their workers failed. Rounded up. */
  readonly failedPercent: number;
  /** The same run was added up before and came to the same: nobody need be told again. */
  readonly isRepeated: boolean;
}

export interface Summarising {
  readonly store: ObjectStore;
  readonly state: NightState;
  readonly now: () => Date;
}

/**
 * Adds up a run. An account that was meant to be read and told nothing counts as unread.
 * @param accounts those that the run was started for
 */
export async function summarise(
  runId: string,
  accounts: readonly string[],
  { store, state, now }: Summarising,
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
  const moreGaps = before === undefined ? 0 : Math.max(0, totals.gaps - before);
  const failedPercent = Math.ceil((100 * silent.length) / Math.max(1, accounts.length));
  const assessed = accounts.length - unread.length;
  const changes = await changesOf(store, runId, outcomes);
  const proposed = await proposedIn(store, runId, outcomes);
  const summary: Summary = { run, assessed, unread, ...totals, moreGaps, changes, proposed };
  await writeJson(store, summaryKey(runId), summary);
  await state.addedUp(shortened(summary));
  await state.end(run);
  return { ...summary, failedPercent, isRepeated };
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

/** Accounts whose differences are read side by side. */
const AT_ONCE = 20;

async function changesOf(
  store: ObjectStore,
  run: string,
  outcomes: readonly AccountOutcome[],
): Promise<readonly Change[]> {
  const changed = outcomes.filter((outcome) => outcome.new + outcome.worse + outcome.gone > 0);
  let changes: readonly Change[] = [];
  for (let at = 0; at < changed.length; at += AT_ONCE) {
    const read = changed.slice(at, at + AT_ONCE).map(async ({ account }) => {
      const difference = (await readJson(store, differenceKey(run, account))) as Difference | undefined;
      return difference === undefined ? [] : changesIn(account, difference);
    });
    changes = worstFirst([...changes, ...(await Promise.all(read)).flat()]);
  }
  return changes;
}

async function proposedIn(
  store: ObjectStore,
  run: string,
  outcomes: readonly AccountOutcome[],
): Promise<Proposed> {
  const proposing = outcomes.filter(({ proposals = 0 }) => proposals > 0);
  let proposed = NOTHING_PROPOSED;
  for (let at = 0; at < proposing.length; at += AT_ONCE) {
    const read = proposing.slice(at, at + AT_ONCE).map(async ({ account }) => {
      const kept = (await readJson(store, proposalsKey(run, account))) as readonly Proposal[] | undefined;
      return [account, kept ?? []] as const;
    });
    for (const [account, kept] of await Promise.all(read)) proposed = alsoProposed(proposed, account, kept);
  }
  return proposed;
}

export function sums(outcomes: readonly AccountOutcome[]) {
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
    hubOff: outcomes.flatMap(({ account, hubOff: regions }) =>
      regions.length === 0 ? [] : [{ account, regions }],
    ),
    problems: outcomes.flatMap((outcome) => problemsOf(outcome).map((text) => `${outcome.account}: ${text}`)),
  };
}

/** An account whose publisher failed for good told nothing itself. */
function problemsOf({ state, published, problems, hubOff }: AccountOutcome): readonly string[] {
  if (state === 'unread' || published || problems.length + hubOff.length > 0) return problems;
  return ['nothing was published: what was found is kept, and the next run sends it'];
}

/**
 * What a run leaves for the alarms, by name. A run that an event asked for is no night: it reads one account, and must
 * neither hide that a night is missing nor look like one with fewer gaps.
 */
export function figures({
  run,
  unread,
  problems,
  hubOff,
  gaps,
  moreGaps,
  ...summary
}: NightSummary): Readonly<Record<string, number>> {
  const always = {
    AccountsUnread: unread.length,
    FindingsNew: summary.new,
    PublishProblems: problems.length + hubOff.length,
  };
  return run.reason === 'event' ? always : { ...always, Gaps: gaps, GapsMore: moreGaps, NightsEnded: 1 };
}
