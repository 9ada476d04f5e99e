import type { Instant } from '../model/time.ts';
import { enableHub } from '../reports/asff/enable.ts';
import { count, printable } from '../reports/text.ts';
import type { Run } from './run.ts';
import { type Summary, severities, stateOf, summaryLines } from './summary.ts';

/** How a deployment's nights went. */
export interface Status {
  readonly schema: 'nightwarden.status/1';
  /** Name of the table that was read. */
  readonly table: string;
  readonly region: string;
  /** The newest night; a run that an event asked for only when there was no night. null: there was no run yet. */
  readonly last: Summary | null;
  /** Newest first, the last one among them. */
  readonly nights: readonly Run[];
  /** Runs that events asked for since the last night began. */
  readonly eventRuns: number;
  /** What to do, most useful first. */
  readonly next: readonly string[];
}

const NIGHTS = 7;

/** @param runs newest first */
export function nightsOf(
  runs: readonly Run[],
): Pick<Status, 'nights' | 'eventRuns'> & { readonly newest?: Run } {
  const nights = runs.filter(({ reason }) => reason !== 'event');
  const newest = nights[0] ?? runs[0];
  const since = newest?.startedAt ?? '';
  const eventRuns = runs.filter(({ reason, startedAt }) => reason === 'event' && startedAt >= since).length;
  return { nights: nights.slice(0, NIGHTS), eventRuns, ...(newest === undefined ? {} : { newest }) };
}

/** Hours after which a run that has not ended has died: its state machine gives up after 12. */
const DEAD_AFTER = 13;
/** Hours after which the next night should have begun. */
const OVERDUE_AFTER = 36;

export function nextSteps(
  last: Omit<Summary, 'run'> & { readonly run: Run },
  now: Instant,
): readonly string[] {
  const { run, unread, hubOff, gaps, changes, problems } = last;
  const hours = (Date.parse(now) - Date.parse(run.startedAt)) / 3_600_000;
  const steps: string[] = [];
  if (run.state === 'running' && hours < DEAD_AFTER) return ['it is still running: ask again later'];
  if (run.state === 'running')
    steps.push(`it never came to its end: see its execution, and start it again as {"run": "${run.id}"}`);
  if (hours > OVERDUE_AFTER)
    steps.push(
      'no night began since: see whether the schedule is enabled, and what lies in the queue of missed nights',
    );
  const [first] = changes.filter(({ change }) => change !== 'gone');
  if (first !== undefined) steps.push(`start with ${first.id}: ${first.title}`);
  if (unread.length > 0)
    steps.push(
      `${unread[0]} was not read: see its workers' logs, deploy its spoke, or name it in excludedAccounts`,
    );
  const [off] = hubOff;
  if (off !== undefined) steps.push(`in ${off.account}: ${enableHub(off.regions[0] ?? '')}`);
  if (problems.length > 0) steps.push('Security Hub did not take everything: the next night sends it again');
  if (gaps > 0) steps.push(`read the gaps: runs/${run.id}/ACCOUNT/sweep.json.gz in the deployment's bucket`);
  return steps.length > 0 ? steps : ['nothing: everything was read and sent, and nothing got worse'];
}

/** The status as people read it. */
export function statusText({ last, nights, eventRuns, next, table, region }: Status): string {
  const place = `table ${table} in ${region}`;
  const lines = [
    ...(last === null ? [`Nightwarden · no run yet · ${place}`] : lastLines(last, nights, eventRuns, place)),
    '',
    'Next',
    ...next.map((step) => `  ${printable(step)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function lastLines(
  last: Summary,
  nights: readonly Run[],
  eventRuns: number,
  place: string,
): readonly string[] {
  const { run } = last;
  return [
    `Nightwarden · ${run.id} · ${stateOf(run)} · ${place}`,
    timesOf(run),
    ...(run.state === 'running'
      ? [`${count(last.assessed, 'account')} judged so far: ${severities(last.findings)}`]
      : summaryLines(last)),
    ...(eventRuns > 0 ? [`${count(eventRuns, 'run')} since, asked for by events`] : []),
    '',
    'Last nights',
    ...nights.map(nightLine),
  ];
}

function timesOf({ startedAt, endedAt }: Run): string {
  if (endedAt === undefined) return `began ${minute(startedAt)}, and has not ended`;
  const minutes = Math.max(1, Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 60_000));
  return `began ${minute(startedAt)}, ended ${minute(endedAt)} (${count(minutes, 'minute')})`;
}

function nightLine({ id, state, accounts, gaps }: Run): string {
  const facts = [
    ...(accounts === undefined ? [] : [count(accounts, 'account')]),
    ...(gaps === undefined ? [] : [count(gaps, 'gap')]),
  ];
  return `  ${printable(id)}  ${stateOf({ state }).padEnd(10)}  ${facts.join(', ')}`.trimEnd();
}

function minute(at: Instant): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}
