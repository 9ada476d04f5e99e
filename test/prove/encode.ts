import type { Invocation } from '../../lib/core/rotation/invocation.ts';
import type { Row } from '../../lib/core/rotation/ledger.ts';
import { type Key, NEVER, type World } from './world.ts';

/** Longer than any duration: what is older than that makes no difference to any guard. */
const CLIP = 8;

/** A world as a short text: equal for worlds that no handler and no invariant can tell apart. */
export function encode(world: World): string {
  const { now, row } = world;
  const t = (at: number | null): string => clip(at, now);
  let text = `${world.faults}${world.excuse ? '!' : ''}${world.switch[0]}${world.hidden[0]}|`;
  text += `${keysText(world.keys, t)}|${world.stale === null ? '' : keysText(world.stale, t)}|`;
  for (const id of ['O', 'N1', 'N2', 'N3']) {
    const used = world.used[id];
    text += used === undefined ? '-' : `${t(used.at)}/${t(used.byKnownAt)}${used.now[0]}`;
  }
  text += `|${world.current}.${world.pending ?? ''}.${world.env}.${world.made}|`;
  for (const one of world.dependents) text += `${one.held}${one.ill[1]}${one.stuck ? 's' : ''},`;
  text += `|${rowText(row, t)}|`;
  const flights = world.flights.map((flight) => flightText(flight, row)).toSorted();
  return text + flights.join(';');
}

function keysText(keys: readonly Key[], t: (at: number) => string): string {
  let text = '';
  for (const key of keys) {
    text += `${key.id}${key.status[0]}${key.maker[1]}${key.recorded ? 1 : 0}${key.proved ? 1 : 0}${t(key.since)},`;
  }
  return text;
}

function clip(at: number | null, now: number): string {
  if (at === null) return 'x';
  if (at === NEVER) return `${-CLIP}`;
  return `${Math.max(-CLIP, at - now)}`;
}

function rowText(row: Row, t: (at: number | null) => string): string {
  const { place, back, times } = row;
  let text = `${row.state}${row.noReturn ? '!' : ''}${place.table}.${place.step}${place.copy}`;
  if (back !== null) text += `<${back.table}.${back.step}${back.copy}`;
  text += `;${row.intent?.effect ?? ''};${t(row.leaseUntil)};${row.opened.join()};${row.unresolved.join()}`;
  text += `;${row.newKey ?? ''}${row.creations}${row.exposed.join()};${row.approved.join()}${row.abort ? 'a' : ''}`;
  text += `;${t(row.illSince)}${row.orphan ?? ''};${t(times.entered)}${t(times.watchFrom)}${t(times.vouched)}${t(times.published)}${t(times.deactivated)}`;
  return text;
}

function flightText(flight: Invocation, row: Row): string {
  switch (flight.at) {
    case 'looking':
      return `l${flight.memory ?? ''}`;
    case 'rechecking':
      return `r${flight.effect}${flight.row.seq === row.seq ? '' : '~'}${flight.memory ?? ''}`;
    case 'calling':
      return `c${flight.row.seq === row.seq ? '' : '~'}${JSON.stringify(flight.call)}`;
    case 'writing':
      return `w${flight.expected.seq === row.seq ? '' : '~'}${flight.row.place.step}${flight.row.newKey ?? ''}`;
    case 'over':
      return 'o';
  }
}
