import type { Administrator, Subject } from '../model/estate.ts';
import type { Exposure } from '../model/people.ts';
import type { Reason } from '../model/severity.ts';
import { day, type Instant, wholeDays } from '../model/time.ts';
import { isInUse } from './age.ts';

export const EVERY_AGGRAVATION = [
  'administrator',
  'exposed',
  'leaver',
  'in-use',
  'external',
  'ownerless',
  'age',
] as const;
export type Aggravation = (typeof EVERY_AGGRAVATION)[number];

/**
 * What makes any finding on a credential worse. A detector names those that it does not already count itself.
 * Sized so that one of the first three takes a medium finding (40–69) to high (70–89), and two take it to critical;
 * the others, all together, take nothing that is not high by itself to critical.
 */
export function aggravations(
  subject: Subject,
  takenAt: Instant,
  of: readonly Aggravation[],
): readonly Reason[] {
  return of.flatMap((which) => REASONS[which](subject, takenAt));
}

const LONG_DAYS = 365;

const REASONS: Readonly<Record<Aggravation, (subject: Subject, takenAt: Instant) => readonly Reason[]>> = {
  administrator: (subject) => administratorReason(subject.administrator),
  exposed: ({ exposures: [first] }) =>
    first === undefined ? [] : [{ points: 30, text: `reported exposed ${tellExposure(first)}` }],
  leaver: ({ ownership: { leaver } }) =>
    leaver === null
      ? []
      : [{ points: 20, text: `${leaver.email}, who answered for it, left ${tellLeaving(leaver)}`.trim() }],
  'in-use': (subject, takenAt) => (isInUse(subject, takenAt) ? [{ points: 10, text: 'in use' }] : []),
  external: ({ outside }) => (outside.length === 0 ? [] : [{ points: 10, text: list(outside) }]),
  ownerless: ({ ownership: { owner, leaver, unread } }) =>
    owner === null && leaver === null && unread === undefined
      ? [{ points: 10, text: 'nobody is known to answer for it' }]
      : [],
  // A role does not age: its sessions end by themselves.
  age: ({ credential: { kind, createdAt } }, takenAt) =>
    kind !== 'role-session' && createdAt !== null && wholeDays(createdAt, takenAt) > LONG_DAYS
      ? [{ points: 5, text: 'more than a year old' }]
      : [],
};

export function administratorReason(administrator: Administrator): readonly Reason[] {
  switch (administrator.verdict) {
    case 'yes':
      return [{ points: 30, text: `administrator by ${list(administrator.because)}` }];
    case 'conditional':
      return [{ points: 15, text: `administrator under conditions, by ${list(administrator.because)}` }];
    case 'unknown':
      return [{ points: 0, text: 'whether it is an administrator is not known' }];
    case 'no':
      return [];
  }
}

/** `on 2026-11-20 (gitleaks)`; without the day when it is not known. */
export function tellExposure({ at, source }: Exposure): string {
  return at === null ? `(${source})` : `on ${day(at)} (${source})`;
}

/** `on 2026-09-30`; empty when the roster does not say when. */
export function tellLeaving({ leftOn }: { readonly leftOn?: Instant }): string {
  return leftOn === undefined ? '' : `on ${day(leftOn)}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
