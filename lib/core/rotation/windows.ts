/** Hours of the week in which forward steps may begin. */
export interface Window {
  /** IANA name: `Europe/Berlin`. */
  readonly timeZone: string;
  /** 1 Monday … 7 Sunday. */
  readonly days: readonly number[];
  /** `HH:MM`, inclusive and exclusive. */
  readonly from: string;
  readonly until: string;
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * Whether forward steps may begin. `from` after `until` goes past midnight, and belongs to the day on which it began.
 * @param window null: always
 * @param at milliseconds since the epoch
 * @throws {RangeError} for a time zone that is none
 */
export function isOpen(window: Window | null, at: number): boolean {
  if (window === null) return true;
  const { timeZone, days, from, until } = window;
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const time = `${part('hour')}:${part('minute')}`;
  const today = DAYS.indexOf(part('weekday')) + 1;
  const yesterday = today === 1 ? 7 : today - 1;
  if (from <= until) return days.includes(today) && from <= time && time < until;
  return (days.includes(today) && from <= time) || (days.includes(yesterday) && time < until);
}
