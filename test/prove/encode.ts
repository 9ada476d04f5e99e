import type { Invocation } from '../../lib/core/rotation/invocation.ts';
import type { Row } from '../../lib/core/rotation/ledger.ts';
import { STEPS } from '../../lib/core/rotation/steps/index.ts';
import type { RotationFunction } from './own/function.ts';
import { rolloutText } from './redeploys.ts';
import { isWriteOnly, type Key, NEVER, OLD, oursOf, type World } from './world.ts';

/** Longer than any duration: what is older than that makes no difference to any guard. */
const CLIP = 8;

/** Steps at which uses of a key are looked at, or were since the last look: elsewhere only this tick's can matter later. */
const WATCHING: ReadonlySet<string> = new Set(['deactivate', 'delete', 'deactivateNew', 'deleteNew']);

/** Steps that do not wait for ever. */
const HASTY: ReadonlySet<string> = new Set(
  Object.values(STEPS)
    .flat()
    .filter(({ deadline }) => deadline !== undefined)
    .map(({ id }) => id),
);

/**
 * A world as a short text: equal for worlds that no handler and no invariant can tell apart. The faults that are
 * left are no part of it.
 */
export function encode(world: World): string {
  const { now, row } = world;
  const t = (at: number | null): string => clip(at, now);
  const contains = row.plan.kind === 'contain';
  let text = `${world.name}${world.late}!${world.excuse}${contains ? '' : `${world.switch[0]}${world.hidden[0]}${world.reader[0]}`}|`;
  const watching = WATCHING.has(row.place.step) || (row.back !== null && WATCHING.has(row.back.step));
  const known = (id: string): boolean => contains || id === OLD || id === row.newKey;
  text += `${keysText(world.keys, now, t, known, contains)}|`;
  text += `${world.stale === null ? '' : keysText(world.stale, now, t, known, contains)}|`;
  for (const id of contains || world.fn !== null ? [] : ['O', 'N1', 'N2', 'N3']) {
    const used = world.used[id];
    if (used !== undefined) text += `${watching ? `${t(used.at)}/${t(used.byKnownAt)}` : ''}${used.now[0]}`;
    text += ',';
  }
  text += `|${world.lingering ?? ''}|${world.current}.${world.pending ?? ''}.${world.env}.${world.made}|`;
  for (const one of world.dependents) text += `${one.held}${one.ill[1]}${one.stuck ? 's' : ''},`;
  const { denied } = world;
  text += `${world.containSwitch[0]}${denied.full ? 'D' : ''}${t(denied.sessionsBefore)}${world.refuses[0]}${world.successor ?? ''}${world.successorSince === now ? '*' : ''}`;
  text += `${world.fails ?? ''}${world.hangs ? 'h' : ''}${world.secretGone ? 'g' : ''}`;
  if (isWriteOnly(world)) text += marksText(world, row);
  if (world.fn !== null) text += functionText(world, world.fn);
  text += `|${rowText(row, now, t)}${rolloutText(world, row)}|`;
  const flights = world.flights
    .map(
      (flight) =>
        flightText(flight, row, now, t) +
        (flight.at === 'writing' ? marksText(world, flight.row) + rolloutText(world, flight.row) : ''),
    )
    .toSorted();
  return text + flights.join(';');
}

function functionText({ row, gates, versions }: World, fn: RotationFunction): string {
  const has = `${fn.dud ? 'd' : ''}${fn.slow ? 's' : ''}${gates.soleRotation === true ? '' : 'x'}${gates.window === true ? '' : 'w'}`;
  return `F${fn.state}${fn.step}${fn.from}${has}${versions[oursOf({ row })] === undefined ? '' : 'v'}`;
}

/** A sign never comes back: whether a mark has the present one is all that can matter of it. */
function marksText({ envSign }: World, { marks }: Row): string {
  const mark = marks?.env;
  return mark === undefined
    ? 'm'
    : `m${mark.key}${mark.sign === `${envSign}` || mark.sign === '' ? '=' : ''}${mark.lost ? 'l' : ''}`;
}

function keysText(
  keys: readonly Key[],
  now: number,
  t: (at: number) => string,
  known: (id: string) => boolean,
  contains: boolean,
): string {
  let text = '';
  for (const key of keys) {
    text += `${key.id}${key.proved && !contains ? 1 : 0}${key.recorded || known(key.id) ? 1 : 0}`;
    if (key.status === 'Inactive') text += `i${t(key.since)},`;
    else text += key.since === now ? '*,' : ',';
  }
  return text;
}

function clip(at: number | null, now: number): string {
  if (at === null) return 'x';
  if (at === NEVER) return `${-CLIP}`;
  return `${Math.max(-CLIP, at - now)}`;
}

function rowText(row: Row, now: number, t: (at: number | null) => string): string {
  const { place, back, times, plan } = row;
  let text = `${row.rotation}${row.state}${row.noReturn ? '!' : ''}${place.table}.${place.step}${place.copy}`;
  if (back !== null) text += `<${back.table}.${back.step}${back.copy}`;
  text += `;${row.intent?.effect ?? ''};${t(row.leaseUntil)};${row.opened.join()};${row.unresolved.join()}`;
  text += `;${row.newKey ?? ''}${row.creations}${row.exposed.join()};${row.approved.join()}${row.abort ? 'a' : ''}`;
  text += `;${t(row.stuckSince ?? null)}${failingText(row, t)};${t(row.illSince)}${row.orphan ?? ''};${HASTY.has(place.step) ? t(times.entered) : ''}`;
  if (WATCHING.has(place.step) || (back !== null && WATCHING.has(back.step))) {
    text += `${t(times.watchFrom)}${t(times.vouched)}${t(times.deactivated)}`;
  }
  if (place.table === 'undo') text += `h${t(times.deactivated)}`;
  if (row.contain !== null) {
    const { deny, seal, targets, versions, replaced } = row.contain;
    text += `${deny[0]}${seal[0]}${targets.join()}${versions.join()}${row.contain.formers.join()}${Object.values(replaced).join()}${t(times.deactivated)}`;
  }
  const fresh = times.published !== null && now < times.published + plan.durations.refresh;
  return fresh ? `${text}p` : text;
}

function failingText({ failing }: Row, t: (at: number) => string): string {
  return failing === undefined || failing === null ? '' : `f${t(failing.since)}/${t(failing.last)}`;
}

function isOf(mine: Row, row: Row): boolean {
  return mine.seq === row.seq && mine.rotation === row.rotation;
}

function flightText(flight: Invocation, row: Row, now: number, t: (at: number | null) => string): string {
  switch (flight.at) {
    case 'looking':
      return `l${flight.memory ?? ''}`;
    case 'rechecking':
      return `r${flight.effect}${isOf(flight.row, row) ? '' : '~'}${flight.memory ?? ''}`;
    case 'calling':
      return `c${now >= (flight.row.leaseUntil ?? now) ? '!' : ''}${isOf(flight.row, row) ? '' : '~'}${JSON.stringify(flight.call)}`;
    case 'writing':
      return `w${isOf(flight.expected, row) ? '' : '~'}${rowText(flight.row, now, t)}`;
    case 'over':
      return 'o';
  }
}

/** 53 bits of a text (cyrb53, public domain): enough that ten million states meet by chance once in a hundred runs. */
export function hash(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
