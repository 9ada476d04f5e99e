import { durationText } from '../model/duration.ts';
import { printable } from '../reports/text.ts';
import { isEnded, type Row } from './ledger.ts';
import { tableOf } from './own.ts';
import { reasonText } from './reasons.ts';
import { copyName, nameOfSecret } from './runbook/copies.ts';
import type { TableId } from './step.ts';
import { effectText, plannedText } from './timeline-calls.ts';

/** A row as it was once written. */
export interface Written {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly row: Row;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * What became of a plan, a line an event: `00:12 published to function orders (canary)`. Times count from its begin:
 * `mm:ss` when all of it took less than an hour, else days, hours and minutes. Ids and names only, never a value.
 * @param history every row that was written, the oldest first
 */
export function timeline(history: readonly Written[]): readonly string[] {
  const [first] = history;
  const last = history.at(-1);
  if (first === undefined || last === undefined) return [];
  const clock = clockFor(last.at - first.at);
  const lines = [`${clock(0)} ${begun(first.row)}`];
  for (const [index, { at, row }] of history.entries()) {
    const before = history[index - 1]?.row;
    if (before === undefined) continue;
    for (const event of eventsOf(before, row)) lines.push(`${clock(at - first.at)} ${event}`);
  }
  return lines.map(printable);
}

function clockFor(total: number): (ms: number) => string {
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  if (total < HOUR) return (ms) => `${two(ms / MINUTE)}:${two((ms % MINUTE) / 1000)}`;
  return (ms) => `${Math.floor(ms / DAY)} d ${two((ms % DAY) / HOUR)}:${two((ms % HOUR) / MINUTE)}`;
}

function begun({ plan, people, rotation }: Row): string {
  const whom = people === undefined ? '' : `, asked for by ${people.requestedBy}`;
  if (tableOf(plan) === 'own')
    return `rotate of secret ${nameOfSecret(plan.principal)} by its own function began as ${rotation}${whom}`;
  return `${plan.kind} ${plan.key} of ${plan.principal} began as ${rotation}${whom}`;
}

/** What a write tells, the effect first. */
function eventsOf(before: Row, row: Row): readonly string[] {
  return [
    ...effectOf(before, row),
    ...peopleOf(before, row),
    ...healthOf(before, row),
    ...checksOf(before, row),
    ...courseOf(before, row),
  ];
}

function effectOf(before: Row, row: Row): readonly string[] {
  const { intent } = before;
  if (intent === null || row.intent !== null) return [];
  if (isDone(before, row)) return [effectText(before, intent.effect, intent.call, row)];
  const isLost = row.unresolved.includes(intent.effect) && !before.unresolved.includes(intent.effect);
  if (isLost)
    return [`got no answer in time: ${plannedText(before, intent.call)}; whether it happened is looked for`];
  return isEnded(row)
    ? []
    : [`did not ${plannedText(before, intent.call)}: it was refused, or the facts had changed`];
}

/** A commit moves on; what is only released stays where it was. */
function isDone(before: Row, row: Row): boolean {
  const moved = before.place.step !== row.place.step || before.place.table !== row.place.table;
  const isLost = row.unresolved.length > before.unresolved.length;
  return (
    !isLost &&
    (moved ||
      before.place.copy !== row.place.copy ||
      before.times.deactivated !== row.times.deactivated ||
      before.newKey !== row.newKey ||
      before.redeployed !== row.redeployed ||
      (isEnded(row) && row.fault?.code !== 'Blocked'))
  );
}

function peopleOf(before: Row, row: Row): readonly string[] {
  const approved = row.approved.filter((what) => !before.approved.includes(what));
  const leaked = row.exposed.filter((key) => !before.exposed.includes(key));
  return [
    ...approved.map((what) => {
      const by = row.people?.approvals.findLast((each) => each.what === what)?.by;
      const whom = by === undefined ? '' : ` by ${by}`;
      return what === 'users'
        ? `the users that were seen were accepted${whom}`
        : `approved to ${what}${whom}`;
    }),
    ...byHandEvents(before, row),
    ...(row.abort && !before.abort ? ['somebody asked for the old one back'] : []),
    ...leaked.map((key) => `a leak of ${key} was reported: nothing of this plan goes forward any more`),
  ];
}

function byHandEvents(before: Row, row: Row): readonly string[] {
  return row.plan.copies.flatMap(({ id, byHand }) => {
    const [was, is] = [before.marks?.[id], row.marks?.[id]];
    if (byHand !== true || is === undefined || is === was) return [];
    const name = copyName(row.plan, id);
    if (is.by !== undefined && (is.by !== was?.by || is.key !== was.key))
      return [`${is.by} says that ${name} holds ${is.key}`];
    return is.lost === true && was?.lost !== true ? [`asked for ${name} to be written`] : [];
  });
}

function healthOf(before: Row, row: Row): readonly string[] {
  if (before.illSince === null && row.illSince !== null) return ['a dependent is ill: looked at once more'];
  const isWell = before.illSince !== null && row.illSince === null && before.place.table === row.place.table;
  return isWell && row.state === 'going' ? ['the dependents are well again'] : [];
}

/** Steps that only look. */
const CHECKED: Readonly<Record<string, string>> = {
  'rotate.prove': 'the new key works in every Region',
  'rotate.refresh': 'its tasks run with the new one',
  'rotate.verify': 'everything is on the new key',
  'rollback.proveOld': 'the old key works',
  'rollback.refresh': 'the tasks run with the old one',
  'rollback.confirmOld': 'the dependents are well on the old one',
  'rollback.verifyOld': 'everything is on the old key',
  'restore.proveOld': 'the key works again',
  'contain.refresh': "the tasks run with the successor's key",
  'repair.refresh': 'the tasks run with the new one',
  'own.land': 'the new version is current, and proved where it can be',
  'undo.proveOld': 'the version before still logs in',
  'undo.confirmOld': 'its readers are well on the version before',
};

function checksOf(before: Row, row: Row): readonly string[] {
  const { table, step, copy } = before.place;
  const moved =
    step !== row.place.step || copy !== row.place.copy || (isEnded(row) && row.fault?.code !== 'Blocked');
  if (!moved || before.place.table !== row.place.table || before.intent !== null) return [];
  if (step === 'confirm') return [confirmed(before)];
  const text = CHECKED[`${table}.${step}`];
  const passed = row.state === 'going' || row.state === 'done' || row.state === 'restored';
  return text !== undefined && passed ? [text] : [];
}

function confirmed({ plan, place }: Row): string {
  const copy = plan.copies[place.copy];
  const readers = plan.dependents.filter((each) => each.copy === copy?.id).map(({ id }) => id);
  return readers.length === 0
    ? `nobody reads ${copyName(plan, copy?.id ?? '')}`
    : `well on the new one: ${readers.join(', ')}`;
}

const BACK: ReadonlySet<TableId> = new Set(['rollback', 'restore', 'undo']);

function courseOf(before: Row, row: Row): readonly string[] {
  const lines: string[] = [];
  const wentBack = before.place.table !== row.place.table;
  if (wentBack && row.fault?.code === 'RolledBack' && BACK.has(row.place.table))
    lines.push(`goes back: ${reasonText(row.fault.because)}`);
  else if (wentBack && row.place.table === 'reap')
    lines.push('a key of ours was found whose answer was lost');
  else if (wentBack && row.place.table === 'repair')
    lines.push('a copy fell back to the old one: forward again');
  else if (wentBack && row.place.table === 'revive')
    lines.push('somebody holds what was just taken away: it is given back');
  else if (before.place.step === row.place.step && watchedAnew(before, row))
    lines.push('the old key was used, or it could not be told: the watch begins anew');
  if (
    before.place.step !== row.place.step &&
    row.place.step === 'deactivate' &&
    row.place.table === row.plan.kind
  )
    lines.push(`watches the old key for ${durationText(row.plan.durations.watch)}`);
  if (before.place.step !== row.place.step && row.place.step === 'delete')
    lines.push(`quarantine for ${durationText(row.plan.durations.quarantine)}`);
  if (before.state !== row.state && (row.state !== 'going' || before.state === 'parked'))
    lines.push(stateText(row));
  return lines;
}

function watchedAnew(before: Row, row: Row): boolean {
  return (
    row.place.step === 'deactivate' &&
    before.times.watchFrom !== row.times.watchFrom &&
    before.state === row.state &&
    before.place.table === row.place.table
  );
}

function stateText({ state, fault, plan, contain }: Row): string {
  const because = fault === null ? '' : `: ${reasonText(fault.because)}`;
  switch (state) {
    case 'going':
      return 'goes on';
    case 'parked':
      return `parked${because}; both credentials work`;
    case 'refused':
      return `refused${because}; nothing was changed`;
    case 'blocked':
      return `BLOCKED${because}; a person must look`;
    case 'restored':
      return `done: the old one is restored${because}`;
    case 'superseded':
      return 'a leak was reported: contain has taken over';
    case 'done':
      if (plan.kind === 'contain')
        return contain?.deny === 'refused' ? 'done, without a Deny' : 'done: what leaked is refused';
      if (plan.kind === 'retire')
        return plan.where.owner === null
          ? 'done: it is Inactive, and kept, for nobody is known to answer for it'
          : 'done: it is gone';
      if (tableOf(plan) === 'own') return 'done: its readers are well on the new one';
      return 'done: the new one is everywhere, the old one is gone';
  }
}
