import type { LookedInto } from './looks.ts';

/** A leak that was contained, and that nobody has seen closed. */
export interface OpenExposure {
  /** The plan that contained it. */
  readonly rotation: string;
  readonly credential: string;
  readonly principal: string;
  /** 12 digits. */
  readonly account: string;
  /** Milliseconds since the epoch at which it was begun to be contained. */
  readonly at: number;
  /** What the last look came to; null: nobody has looked yet. */
  readonly looked: LookedInto | null;
  /** When it is to be looked into next without a person, in milliseconds since the epoch; null: it never was. */
  readonly due: number | null;
  /** When that was begun last and has not ended, in milliseconds since the epoch; null: it is not under way. */
  readonly begun: number | null;
}

/** All of them, as far as the table's rows can be read. */
export interface OpenExposures {
  readonly open: readonly OpenExposure[];
  /** Plans of leaks of which nobody knows how they stand. */
  readonly unreadable: readonly string[];
}

/** A look that was begun and of which nothing was heard for so long has ended: longer than its worker may take. */
const LOST_MS = 1_200_000;

/** Those that are to be looked into now, whoever waits longest first, one of each account: its calls of CloudTrail are few. */
export function dueNow(open: readonly OpenExposure[], now: number): readonly OpenExposure[] {
  const busy = new Set(open.filter((each) => isUnderWay(each, now)).map(({ account }) => account));
  const due = open
    .filter((each) => (each.due ?? each.at) <= now && !busy.has(each.account))
    .toSorted((a, b) => (a.due ?? a.at) - (b.due ?? b.at));
  return due.filter(({ account }, at) => due.findIndex((one) => one.account === account) === at);
}

function isUnderWay({ begun }: OpenExposure, now: number): boolean {
  return begun !== null && now < begun + LOST_MS;
}

/** Longer without a look than it should be: whoever looks fails. @param now milliseconds since the epoch */
export function isNeglected({ due, at }: OpenExposure, now: number): boolean {
  return now >= (due ?? at) + NEGLECTED_MS;
}

const NEGLECTED_MS = 12 * 3_600_000;
