import { basename } from 'node:path';
import type { SourceGap } from '../../core/model/gap.ts';
import type { Person, Roster } from '../../core/model/people.ts';
import { type Instant, parseInstant } from '../../core/model/time.ts';
import { printable } from '../../core/reports/text.ts';
import { shown } from '../redaction/shown.ts';
import type { RosterCounts } from './memory.ts';
import type { Readable, RosterRow } from './rows.ts';

export interface RosterContext {
  /** 12 digits: whose gap it is. */
  readonly account: string;
  /** Who leaves after this moment is still here. */
  readonly takenAt: Instant;
  /** What the last accepted roster had; absent: none remembered. */
  readonly previous?: RosterCounts | undefined;
}

export interface RosterReading {
  /** Absent when it can't be trusted as a whole: then a gap says why, and nobody may be called a leaver. */
  readonly roster?: Roster;
  readonly gaps: readonly SourceGap[];
  readonly counts: RosterCounts;
}

/** A roster that lost this share of its people since the last time is more likely cut off than true. */
const FEWER = 0.1;
/** Rows named in a gap; the others are counted. */
const NAMED_ROWS = 5;

/**
 * Who works here by a roster's rows, and whether it can be trusted as a whole. Somebody in it twice works here if either
 * row says so.
 * @param file its name, for messages
 */
export function judgeRoster(file: string, rows: readonly RosterRow[], context: RosterContext): RosterReading {
  const people = new Map<string, Person>();
  const wrong: string[] = [];
  for (const row of rows) {
    const person = 'unreadable' in row ? row.unreadable : personOf(row, context.takenAt);
    if (typeof person === 'string') wrong.push(`${row.place}: ${person}`);
    else people.set(person.email, surer(people.get(person.email), person));
  }
  const everybody = [...people.values()];
  const counts = {
    people: people.size,
    active: everybody.filter(({ status }) => status === 'active').length,
  };
  const doubt = wrong.length > 0 ? unreadable(wrong) : implausible(counts, context.previous);
  if (doubt === undefined) return { roster: { people: everybody }, gaps: [], counts };
  const gap: SourceGap = {
    scope: { account: context.account },
    missing: printable(basename(file)),
    reason: `${printable(file)}: ${doubt.reason}`,
    remedy: doubt.remedy,
    facts: ['roster'],
  };
  return { gaps: [gap], counts };
}

/** @returns the person, or what is wrong with the row */
function personOf({ fields }: Readable, takenAt: Instant): Person | string {
  const email = typeof fields.email === 'string' ? fields.email.trim().toLowerCase() : '';
  if (!/^[^\s@]{1,64}@[^\s@]{1,255}$/.test(email))
    return `email: expected an e-mail address, got ${shown(fields.email)}`;
  const status = typeof fields.status === 'string' ? fields.status.trim().toLowerCase() : '';
  if (status !== 'active' && status !== 'left')
    return `status: expected active or left, got ${shown(fields.status)}`;
  const date = dateOf(fields.leftOn);
  if (date === undefined) return `leftOn: expected an ISO date, got ${shown(fields.leftOn)}`;
  const { at: leftOn } = date;
  const name = textOf(fields.name) ?? textOf(fields.person);
  const team = textOf(fields.team);
  const hasLeft = status === 'left' && (leftOn === undefined || leftOn <= takenAt);
  return {
    email,
    ...(name === undefined ? {} : { name }),
    ...(team === undefined ? {} : { team }),
    status: hasLeft ? 'left' : 'active',
    ...(hasLeft && leftOn !== undefined ? { leftOn } : {}),
  };
}

/** @returns undefined when there is something that is no date */
function dateOf(value: unknown): { readonly at?: Instant } | undefined {
  if (value === undefined || value === null || value === '') return {};
  const at = typeof value === 'string' ? parseInstant(value.trim()) : undefined;
  return at === undefined ? undefined : { at };
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}

/** Of two rows for one e-mail: working here beats having left, and the later leaving the earlier. */
function surer(a: Person | undefined, b: Person): Person {
  if (a === undefined || a.status !== b.status) return b.status === 'active' || a === undefined ? b : a;
  return (b.leftOn ?? '') > (a.leftOn ?? '') ? b : a;
}

interface Doubt {
  readonly reason: string;
  readonly remedy: string;
}

function unreadable(wrong: readonly string[]): Doubt {
  const named = wrong.slice(0, NAMED_ROWS).join('; ');
  const more = wrong.length > NAMED_ROWS ? `; and ${wrong.length - NAMED_ROWS} more` : '';
  const rows = wrong.length === 1 ? '1 row is unreadable' : `${wrong.length} rows are unreadable`;
  return { reason: `${rows}: ${named}${more}`, remedy: 'mend or remove these rows and sweep again' };
}

function implausible(
  { people, active }: RosterCounts,
  previous: RosterCounts | undefined,
): Doubt | undefined {
  const remedy = 'hand over the whole roster and sweep again';
  if (people === 0) return { reason: 'nobody is in it', remedy };
  if (active === 0) return { reason: `none of its ${people} people is active`, remedy };
  if (previous === undefined) return undefined;
  const sizes = [
    { who: 'people', now: people, before: previous.people },
    { who: 'active people', now: active, before: previous.active },
  ];
  const shrunk = sizes.find(({ now, before }) => before > 0 && before - now >= before * FEWER);
  if (shrunk === undefined) return undefined;
  return {
    reason: `${shrunk.now} ${shrunk.who}, but ${shrunk.before} the last time: 10 % or more are gone`,
    remedy: `${remedy}; if it is whole, remove roster.json from the --cache folder`,
  };
}
