import { hasMovedTo } from '../../lib/core/rotation/build/plan.ts';
import { attested, byHandOf } from '../../lib/core/rotation/by-hand.ts';
import { claimsOf } from '../../lib/core/rotation/fences.ts';
import { isEnded, type Row } from '../../lib/core/rotation/ledger.ts';
import type { Plan } from '../../lib/core/rotation/plan.ts';
import { abort, approve, expose } from '../../lib/core/rotation/requests.ts';
import { contain } from '../../lib/core/rotation/start.ts';
import type { Switch } from '../../lib/core/rotation/switch.ts';
import { outsideOwn } from './own/outside.ts';
import { setStatus } from './physics.ts';
import { CONTAIN, ROTATE } from './scenarios.ts';
import type { Rules, Step } from './steps.ts';
import { markUsed } from './uses.ts';
import {
  EMPTY,
  type Excuse,
  isByHand,
  isUndeniable,
  isWriteOnly,
  type Key,
  keyOf,
  OLD,
  type World,
  withEnv,
  withExcuse,
  works,
} from './world.ts';

/** What happens without the handler: people, IaC, dependents, leaks, the switch. Faults unless it says free. */
export function outside(world: World, rules: Rules, steps: Step[]): void {
  if (world.fn !== null) {
    outsideOwn(world, steps);
    return;
  }
  free(world, steps);
  rivals(world, rules, steps);
  if (world.leaky) leaks(world, rules, steps);
  if (world.faults === 0 || isStill(world)) return;
  const spend = (label: string, change: Partial<World>, excuse: Excuse): void => {
    const after = { ...world, ...change, faults: world.faults - 1, excuse: withExcuse(world.excuse, excuse) };
    steps.push({ label: () => label, world: after, wrongs: [] });
  };
  dependents(world, spend);
  people(world, spend);
  ledger(world, spend);
}

/** Nothing will be done any more, whatever happens outside: an end with nothing on its way, or an exposure that waits for contain. */
function isStill({ row, flights }: World): boolean {
  if (flights.length > 0) return false;
  if (row.plan.kind !== 'contain' && row.exposed.length > 0) return true;
  return isEnded(row) && (row.unresolved.length === 0 || row.state === 'blocked' || row.state === 'refused');
}

/** Before that, its use is older than any watch. */
const WATCHED: ReadonlySet<string> = new Set(['refresh', 'confirm', 'deactivate', 'delete']);

type Spend = (label: string, change: Partial<World>, excuse: Excuse) => void;

/** Another plan that wants to begin meanwhile: of the same user, and of another user with the same secret. */
function rivals(world: World, { tables }: Rules, steps: Step[]): void {
  if (isEnded(world.row) || world.row.plan.secret === null) return;
  const held = claimsOf(world.row.plan);
  const sameUser: Plan = { ...ROTATE, secret: { arn: 'another', version: 'v0' } };
  const sameSecret: Plan = { ...ROTATE, principal: 'another' };
  for (const plan of [sameUser, sameSecret]) {
    if (claimsOf(plan, tables.claims).some((claim) => held.includes(claim))) continue;
    const wrongs = ['I8 two live plans of one principal or secret'];
    steps.push({ label: () => 'another rotation takes its fence', world, wrongs });
  }
}

/** An exposure at any moment of a rotation, and contain, which takes the fence whenever it comes. Of either key. */
function leaks(world: World, { tables }: Rules, steps: Step[]): void {
  const { row } = world;
  if (isEnded(row)) return;
  if (row.plan.kind === 'contain') {
    sparedLeaks(world, { tables }, steps);
    return;
  }
  const [exposed] = row.exposed;
  if (exposed !== undefined) {
    const after = contain(tables, 'c', containing(world, exposed), row, row.fence + 1, world.now);
    steps.push({ label: () => 'contain takes the fence', world: { ...world, row: after }, wrongs: [] });
    return;
  }
  for (const id of [OLD, row.newKey]) {
    const leaked = id === null || keyOf(world, id) === undefined ? null : expose(row, id);
    if (leaked === null) continue;
    steps.push({
      label: () => `${id} is exposed`,
      world: { ...world, excuse: withExcuse(world.excuse, 'o'), row: leaked },
      wrongs: [],
      hoped: false,
    });
  }
}

/** What a contain spared leaks too, and what everybody holds with it: the contain of that takes its fence. */
function sparedLeaks(world: World, { tables }: Rules, steps: Step[]): void {
  const { row, keys } = world;
  const [spared] = row.plan.spares ?? [];
  if (spared === undefined || keyOf(world, spared) === undefined) return;
  const slots = keys.map(({ id, status }) => ({ id, status }));
  const plan: Plan = { ...CONTAIN, key: spared, slots, durations: row.plan.durations };
  const after = contain(tables, 'all', plan, row, row.fence + 1, world.now);
  steps.push({
    label: () => `${spared} is exposed too, and contain takes the fence`,
    world: { ...world, plan, row: after },
    wrongs: [],
    hoped: false,
  });
}

/** As production plans it from what is so now: the new key is spared once everybody has it and the old one is Inactive. */
function containing({ row, keys }: World, exposed: string): Plan {
  const plan: Plan = {
    ...CONTAIN,
    copies: row.plan.copies,
    dependents: row.plan.dependents,
    durations: row.plan.durations,
    credentialKind: row.plan.credentialKind,
    where: row.plan.where,
    key: exposed,
  };
  // Only a user's keys are ever spared.
  if (row.plan.where.issuer !== undefined) return plan;
  const slots = keys.map(({ id, status }) => ({ id, status }));
  const others = slots.filter(({ id, status }) => id !== exposed && status === 'Active').map(({ id }) => id);
  const isInactive = slots.some(({ id, status }) => id === exposed && status === 'Inactive');
  if (!isInactive || others.length === 0 || !others.every((id) => hasMovedTo(row, id))) return plan;
  return { ...plan, secret: null, copies: [], dependents: [], slots, spares: others };
}

function free(world: World, steps: Step[]): void {
  const push = (label: string, after: World, hoped = true): void => {
    steps.push({ label: () => label, world: after, wrongs: [], hoped });
  };
  if (
    world.hidden === 'asleep' &&
    world.row.plan.kind !== 'contain' &&
    WATCHED.has(world.row.place.step) &&
    keyOf(world, OLD)?.status === 'Active'
  ) {
    push(
      'the hidden holder uses the old key',
      { ...markUsed(world, OLD, 'stranger'), hidden: 'done' },
      false,
    );
  }
  if (world.reader === 'asleep' && isGoingBack(world)) {
    const { newKey } = world.row;
    const used = newKey === null ? world : markUsed(world, newKey, 'stranger');
    if (used !== world) push('an unknown reader uses the new key', { ...used, reader: 'done' }, false);
  }
  if (world.containSwitch !== 'run') push("contain's switch: run", { ...world, containSwitch: 'run' });
  if (world.switch !== 'run') push('switch: run', { ...world, switch: 'run' });
  byHand(world, steps);
  const { row } = world;
  const asks: readonly (readonly [string, Row | null])[] = [
    ...(['deactivate', 'delete', 'users'] as const).map(
      (what) => [`approve ${what}`, approve(row, what, world.now)] as const,
    ),
    ['abort', row.state === 'parked' ? abort(row) : null],
  ];
  for (const [label, after] of asks) {
    if (after === null) continue;
    steps.push({ label: () => label, world: { ...world, row: after }, wrongs: [], people: true });
  }
}

/** Whoever is asked to write a copy does it whenever they like, and says so afterwards. */
function byHand(world: World, steps: Step[]): void {
  if (!isByHand(world)) return;
  const asked = byHandOf(world.row);
  if (asked === null) return;
  if (world.env !== asked.key) {
    steps.push({
      label: () => 'a person puts it there by hand',
      world: { ...world, env: asked.key },
      wrongs: [],
      people: true,
    });
    return;
  }
  const row = attested(world.row, 'env', 'arn:aws:iam::111122223333:user/somebody');
  if (row !== null)
    steps.push({
      label: () => 'a person says that it is there',
      world: { ...world, row },
      wrongs: [],
      people: true,
    });
}

/** The new key was where anybody who may read the secret could take it, and is being taken back. */
function isGoingBack({ row }: World): boolean {
  return row.place.table === 'rollback' && row.opened.some((name) => name.startsWith('publish:'));
}

function dependents(world: World, spend: Spend): void {
  const [first] = world.plan.dependents;
  if (first !== undefined && !world.hangs) spend(`the probe of ${first.id} hangs`, { hangs: true }, 'h');
  for (const one of world.dependents) {
    const set = (change: Partial<typeof one>): Partial<World> => ({
      dependents: world.dependents.map((other) => (other.id === one.id ? { ...other, ...change } : other)),
    });
    if (one.ill === 'no') {
      spend(`${one.id} breaks with any new key`, set({ ill: 'onNew' }), '');
      spend(`${one.id} falls ill for good`, set({ ill: 'always' }), 'd');
    }
    if (!one.stuck) spend(`${one.id} is stuck with what it holds`, set({ stuck: true }), 'd');
  }
}

function people(world: World, spend: Spend): void {
  const { plan, row } = world;
  const old = plan.secret?.version ?? '';
  if (plan.secret !== null && world.current !== old)
    spend('a person moves AWSCURRENT back', { current: old }, 'm');
  if (world.current !== 'px') spend('a person moves AWSCURRENT elsewhere', { current: 'px' }, 'm');
  if (world.pending === null) spend('somebody stages AWSPENDING', { pending: 'px' }, 'o');
  if (plan.secret !== null && !world.secretGone)
    spend('a person deletes the secret', { secretGone: true }, 's');
  // Before it was first looked at, what can't be read back holds what people say that it holds.
  const isLooked = !isByHand(world) && (!isWriteOnly(world) || row.marks !== undefined);
  if (isLooked && plan.copies.some(({ id }) => id === 'env') && world.env !== EMPTY)
    spend('a person empties a copy', withEnv(world, EMPTY), 'm');
  if (isLooked && plan.kind !== 'retire' && world.env !== OLD)
    spend('IaC puts the old value back', withEnv(world, OLD), 'm');
  if (world.keys.length < 2 && keyOf(world, 'P') === undefined) {
    const key: Key = {
      id: 'P',
      status: 'Active',
      maker: 'other',
      recorded: false,
      since: world.now,
      proved: false,
    };
    spend('a person makes a key', { keys: [...world.keys, key], stale: world.keys }, 'k');
  }
  for (const { id, status } of world.keys) {
    if (status === 'Inactive') {
      spend(
        `a person reactivates ${id}`,
        { keys: setStatus(world, id, 'Active').keys, stale: world.keys },
        'k',
      );
    }
  }
  if (keyOf(world, OLD) !== undefined) {
    const keys = world.keys.filter(({ id }) => id !== OLD);
    spend(
      'a person deletes the old key',
      { keys, stale: world.keys, lingering: works(world, OLD) ? OLD : null },
      'k',
    );
  }
  if (row.newKey !== null && keyOf(world, row.newKey) !== undefined) {
    const keys = world.keys.filter(({ id }) => id !== row.newKey);
    spend(
      'a person deletes the new key',
      { keys, stale: world.keys, lingering: works(world, row.newKey) ? row.newKey : null },
      'k',
    );
  }
}

function ledger(world: World, spend: Spend): void {
  const { row } = world;
  if (row.plan.kind === 'contain') {
    ofContain(world, spend);
    return;
  }
  for (const position of ['pause', 'freeze'] as const satisfies readonly Switch[]) {
    if (world.switch === 'run') spend(`switch: ${position}`, { switch: position }, 'o');
  }
  if (isEnded(row)) return;
  const aborted = abort(row);
  if (aborted !== null) spend('abort', { row: aborted }, '');
}

function ofContain(world: World, spend: Spend): void {
  for (const position of ['pause', 'freeze'] as const satisfies readonly Switch[]) {
    if (world.containSwitch === 'run')
      spend(`contain's switch: ${position}`, { containSwitch: position }, 'o');
  }
  if (world.denied.full) {
    spend('a person takes the Deny away', { denied: { ...world.denied, full: false } }, 'o');
  }
  for (const refuses of ['deny', 'seal'] as const) {
    if (refuses === 'deny' && isUndeniable(world)) continue;
    if (world.refuses === 'nothing') spend(`AWS will not take the ${refuses}`, { refuses }, 'o');
  }
}

/** Whoever is asked does it, and says so; the same world when nobody is. */
export function doneByHand(world: World): World {
  const asked = byHandOf(world.row);
  if (!isByHand(world) || asked === null) return world;
  const row = attested(world.row, 'env', 'arn:aws:iam::111122223333:user/somebody') ?? world.row;
  return { ...world, env: asked.key, row };
}
