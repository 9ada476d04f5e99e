import type { Invocation } from '../../lib/core/rotation/invocation.ts';
import type { Blur } from './world.ts';

/** What a trace calls things. */

export function nameOf(flight: Invocation): string {
  return flight.at === 'calling' || flight.at === 'rechecking'
    ? `${flight.effect} (${flight.at})`
    : flight.at;
}

export function labelOf(flight: Invocation, after: Invocation, blur: Blur | null): string {
  const who = flight.at === 'rechecking' ? `${flight.effect}: looks again` : 'handler looks';
  const what = blur === null ? '' : ` (${blur === 'stale' || blur === 'flake' ? blur : `${blur} unread`})`;
  switch (after.at) {
    case 'calling':
      return `${who}${what}, sends ${JSON.stringify(after.call)}`;
    case 'writing': {
      const { row } = after;
      const intent = row.intent === null ? '' : `, intent ${row.intent.effect}`;
      const why = row.fault === null ? '' : ` (${row.fault.because})`;
      return `${who}${what}: ${row.state} ${row.place.table}.${row.place.step}${row.place.copy}${intent}${why}`;
    }
    case 'over':
      return `${who}${what}: ${after.because}`;
    case 'looking':
    case 'rechecking':
      return who;
  }
}
