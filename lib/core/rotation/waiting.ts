import type { Row } from './ledger.ts';

/**
 * When it makes sense to look again.
 * @param because the guard that did not hold
 * @param now milliseconds since the epoch
 * @returns milliseconds since the epoch, never in the past; what has no time of its own is looked at every `poll`
 */
export function wakeAt(row: Row, because: string, now: number): number {
  const { poll } = row.plan.durations;
  const due = dueAt(row, because);
  return due === null || due <= now ? now + poll : due;
}

/** null: nobody knows. */
function dueAt({ times, plan, leaseUntil }: Row, because: string): number | null {
  const { refresh, watch, quarantine, drain, settle, lease } = plan.durations;
  switch (because) {
    case 'leaseFree':
      return leaseUntil;
    case 'refreshed':
      return after(times.published, refresh);
    case 'spread':
      return after(times.published, settle);
    case 'watched':
      return after(times.watchFrom, watch);
    case 'drained':
      return after(times.watchFrom, drain);
    case 'quarantined':
      return after(times.deactivated, quarantine);
    case 'pastDrain':
      return after(times.deactivated, drain);
    case 'quietened':
      return after(times.deactivated, lease);
    case 'propagated':
      return after(times.deactivated, settle);
    default:
      return null;
  }
}

function after(at: number | null, duration: number): number | null {
  return at === null ? null : at + duration;
}
