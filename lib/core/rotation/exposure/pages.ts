import { count, printable } from '../../reports/text.ts';
import type { Known } from '../live.ts';
import type { Page } from '../pages.ts';
import type { Exposure } from './judge.ts';
import type { LateRevocation } from './late.ts';
import { type LookedInto, type Missing, missingOf } from './looks.ts';
import { minute } from './moments.ts';
import { isNeglected, type OpenExposure, type OpenExposures } from './open.ts';
import { CHECK_TITLES } from './text.ts';

const DAY = 86_400_000;
const WEEK = 7 * DAY;

/**
 * What people are paged for about leaks: those that are open for weeks, those that nobody looks into, and that nobody knows
 * which there are.
 * @param open unknown: the table could not be read
 * @param now milliseconds since the epoch
 */
export function exposurePages(leaks: Known<OpenExposures>, now: number): readonly Page[] {
  if (leaks === 'unknown') return [unreadPage()];
  const { open, unreadable } = leaks;
  return [
    ...unreadable.map(unreadableRowPage),
    ...open.flatMap((each) => weeklyPage(each, now) ?? []),
    ...open.flatMap((each) => neglectedPage(each, now) ?? []),
  ];
}

function unreadPage(): Page {
  return {
    id: 'unread:exposures',
    every: DAY,
    subject: 'Nightwarden: nobody knows which leaks are open',
    text: [
      'The leaks that were contained and are not over could not be read: nobody looks into them, and nobody is told what is missing.',
      '',
      'See whether they can be read now:   nightwarden exposure',
      'If not, the log of rotation-reconcile tells what the table answered.',
    ].join('\n'),
  };
}

function unreadableRowPage(rotation: string): Page {
  return {
    id: `unread:exposure:${rotation}`,
    every: WEEK,
    subject: 'Nightwarden: nobody knows how a leak stands',
    text: printable(
      `Of the leak that plan ${rotation} contained, the row in the table is not what it should be.`,
    ).concat(
      ' It is not looked into.\n\n',
      `See what is missing:   nightwarden exposure ${printable(rotation)}`,
    ),
  };
}

/** A leak that was contained a week ago and that nobody has seen closed. */
function weeklyPage({ rotation, credential, principal, at, looked }: OpenExposure, now: number): Page | null {
  if (now < at + WEEK) return null;
  const since = new Date(at).toISOString().slice(0, 10);
  return {
    id: `exposure:${rotation}`,
    every: WEEK,
    subject: 'Nightwarden: a leak that was contained is not over',
    text: [
      `${credential} of ${principal} was contained on ${since}, and nobody has seen since that the leak is over: ${still(looked)}`,
      '',
      `What is missing:   nightwarden exposure ${rotation}`,
    ].join('\n'),
  };
}

function still(looked: LookedInto | null): string {
  if (looked === null) return 'sessions, copies, whoever has it, what it left behind.';
  const names = looked.checks.map((check) => CHECK_TITLES[check]);
  return `${count(looked.missing, 'thing was', 'things were')} missing at ${minute(looked.at)} UTC, before it can be said that ${names.join('; ')}.`;
}

/** Whoever looks into it by itself fails, so that nobody would hear of what shows later. */
function neglectedPage(leak: OpenExposure, now: number): Page | null {
  if (!isNeglected(leak, now)) return null;
  const { rotation, credential, principal, looked } = leak;
  const last = looked === null ? 'never' : `last at ${minute(looked.at)} UTC`;
  return {
    id: `unlooked:${rotation}`,
    every: DAY,
    subject: 'Nightwarden: nobody looks into a leak that is open',
    text: [
      `${credential} of ${principal} leaked and was contained. It should have been looked into since, and was ${last}: what CloudTrail tells of late is not seen, and no session of it is revoked.`,
      '',
      `Look into it yourself, now and each day:   nightwarden exposure ${rotation}`,
      'Why it is not done by itself, the logs of rotation-reconcile and rotation-exposure tell.',
    ].join('\n'),
  };
}

export interface Told {
  readonly subject: string;
  readonly text: string;
}

/** Of what is new: more are counted. */
const MOST_TOLD = 10;

/**
 * What shows as missing before a leak is over, and did not when people were told last.
 * @param late what came of denying sessions that CloudTrail told of late; null: there were none, unknown: the switcher failed
 */
export function missingPage(
  exposure: Exposure,
  news: readonly Missing[],
  late: Known<LateRevocation> | null,
): Told {
  const { rotation, credential, principal } = exposure;
  const all = missingOf(exposure).length;
  const shown = news.slice(0, MOST_TOLD);
  const more = news.length - shown.length;
  const lines = [
    `${credential} of ${principal} leaked and was contained. Before that leak is over, ${count(all, 'thing is', 'things are')} missing${news.length === 0 ? '.' : '; new since you were told:'}`,
    ...(shown.length === 0 ? [] : ['']),
    ...shown.flatMap(({ check, what, todo: [first] }) => [
      `- ${what}`,
      `  (${CHECK_TITLES[check]})`,
      ...(first === undefined ? [] : [`  → ${first}`]),
    ]),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...lateLines(late),
    '',
    `All of it, and what to do:   nightwarden exposure ${rotation}`,
  ];
  return {
    subject: 'Nightwarden: what is missing before a leak is over',
    text: lines.map(printable).join('\n'),
  };
}

function lateLines(late: Known<LateRevocation> | null): readonly string[] {
  if (late === null) return [];
  if (late === 'unknown')
    return [
      '',
      'Whether sessions that CloudTrail told of late were denied is not known: the switcher failed, see its log.',
    ];
  const { revoked, failed, held } = late;
  const names = (sessions: readonly string[]) =>
    sessions.length <= MOST_TOLD ? sessions.join(', ') : count(sessions.length, 'session');
  return [
    '',
    ...revoked.map(
      ({ role, sessions }) => `Denied now, as CloudTrail told of it late: ${names(sessions)} of ${role}`,
    ),
    ...failed.map(
      ({ role, sessions, because }) => `Could not be denied (${because}): ${names(sessions)} of ${role}`,
    ),
    ...(held === null ? [] : [`Sessions that CloudTrail told of late are not denied by themselves: ${held}`]),
  ];
}
