import type { Call } from '../../lib/core/rotation/calls.ts';
import type { Answered } from '../../lib/core/rotation/invocation.ts';
import type { KeyId } from '../../lib/core/rotation/plan.ts';
import { startedRotation, timedOut } from './own/function.ts';
import { completed, redeploy } from './redeploys.ts';
import { markUsed, sourceOf } from './uses.ts';
import { isUndeniable, isWriteOnly, type Key, keyOf, type Used, type World, withEnv } from './world.ts';

const DONE: Answered = { outcome: 'done', created: null };
const FAILED: Answered = { outcome: 'failed' };

/** What needs the secret, or a value that is in it. */
const OF_THE_SECRET: ReadonlySet<Call['do']> = new Set([
  'stageVersion',
  'moveCurrent',
  'writeCopy',
  'dropPending',
  'startRotation',
]);

/** What a call would do if AWS took it: how it is judged before anybody knows. */
export function asTaken(world: World, call: Call): World {
  return { ...apply({ ...world, fails: null }, call)[0], fails: world.fails };
}

/** Whether a call is known to fail, each time. */
export function isBarred(
  { fails, secretGone, plan }: Pick<World, 'fails' | 'secretGone' | 'plan'>,
  call: Call,
): boolean {
  const isStatus = plan.where.issuer !== undefined && call.do === 'denyAll' && fails === 'setStatus';
  return isStatus || fails === call.do || (secretGone && OF_THE_SECRET.has(call.do));
}

/**
 * What AWS does with a call: two keys at most, AWSCURRENT by compare-and-swap.
 * @param sentAt of a call that lands late: it names what was there then
 */
export function apply(world: World, call: Call, sentAt: number = world.now): readonly [World, Answered] {
  if (isBarred(world, call)) return [world, FAILED];
  switch (call.do) {
    case 'createKey': {
      if (world.keys.length >= 2) return [world, FAILED];
      const made = world.made + 1;
      const id = `N${made}`;
      return [
        { ...withKeys(world, [...world.keys, keyMade(world, id)]), made },
        { outcome: 'done', created: id },
      ];
    }
    case 'createSuccessor': {
      const made = world.made + 1;
      // Of the same principal: once another one is known to be the successor, it is taken away with what leaked.
      if (isUndeniable(world) && world.row.newKey !== null && world.row.newKey !== `R${made}`)
        return [
          { ...withKeys(world, [...world.keys, keyMade(world, `R${made}`)]), made },
          { outcome: 'done', created: `R${made}` },
        ];
      return [
        { ...world, successor: `R${made}`, successorSince: world.now, made },
        { outcome: 'done', created: `R${made}` },
      ];
    }
    case 'denyAll':
      // One call for each, and all of them at once.
      if (isUndeniable(world)) return [quelled(world, sentAt), DONE];
      return world.refuses === 'deny'
        ? [world, { outcome: 'refused' }]
        : [{ ...world, denied: { ...world.denied, full: true } }, DONE];
    case 'denySessions':
      return [{ ...world, denied: { ...world.denied, sessionsBefore: call.before } }, DONE];
    case 'seal':
      return world.refuses === 'seal' ? [world, { outcome: 'refused' }] : [world, DONE];
    case 'stageVersion':
      // The id of a version is written once; the same again is the same.
      if ((world.versions[call.version] ?? call.key) !== call.key) return [world, FAILED];
      return [
        { ...world, pending: call.version, versions: { ...world.versions, [call.version]: call.key } },
        DONE,
      ];
    case 'moveCurrent':
      return world.current === call.from && world.versions[call.to] !== undefined
        ? [{ ...world, current: call.to }, DONE]
        : [world, FAILED];
    case 'writeCopy':
      return [
        { ...world, ...withEnv(world, call.key) },
        isWriteOnly(world) ? { outcome: 'done', created: null, sign: `${world.envSign + 1}` } : DONE,
      ];
    case 'redeploy':
      return [redeploy(world, call.dependent), DONE];
    case 'dropPending':
      return world.pending === call.version ? [{ ...world, pending: null }, DONE] : [world, FAILED];
    case 'startRotation':
      return startedRotation(world, call.version);
    case 'deleteKey':
      return keyOf(world, call.key) === undefined
        ? [world, FAILED]
        : [
            withKeys(
              world,
              world.keys.filter(({ id }) => id !== call.key),
            ),
            DONE,
          ];
    case 'setStatus':
      return keyOf(world, call.key) === undefined
        ? [world, FAILED]
        : [setStatus(world, call.key, call.status), DONE];
  }
}

function keyMade({ now }: World, id: KeyId): Key {
  return { id, status: 'Active', maker: 'ours', recorded: false, since: now, proved: false };
}

/** What was made, or activated, since it was sent is none of what it names. */
function quelled(world: World, sentAt: number): World {
  const active = world.keys.filter(({ status, since }) => status === 'Active' && since <= sentAt);
  return active.reduce((after, { id }) => setStatus(after, id, 'Inactive'), world);
}

export function setStatus(world: World, id: KeyId, status: 'Active' | 'Inactive'): World {
  if (keyOf(world, id)?.status === status) return world;
  return withKeys(
    world,
    world.keys.map((key) => (key.id === id ? { ...key, status, since: world.now, proved: false } : key)),
  );
}

/** IAM may answer the keys as they were for the rest of the tick. */
function withKeys(world: World, keys: readonly Key[]): World {
  return { ...world, keys, stale: world.keys };
}

/** A dependent takes what its copy holds now. */
export function refresh(world: World, id: string): World {
  const dependent = world.dependents.find((one) => one.id === id);
  const source =
    dependent === undefined || dependent.rollout !== undefined ? undefined : sourceOf(world, dependent);
  if (dependent === undefined || source === undefined || source === dependent.held) return world;
  const marked = markUsed(world, dependent.held, 'known');
  const dependents = world.dependents.map((one) => (one.id === id ? { ...one, held: source } : one));
  return { ...marked, dependents };
}

/** A tick: everybody uses what they hold, takes what is published, and AWS becomes consistent. */
export function tick(world: World): World {
  let after = world;
  for (const { held } of world.dependents) after = markUsed(after, held, 'known');
  for (const { id, stuck } of world.dependents) if (!stuck) after = refresh(after, id);
  for (const one of after.dependents) after = completed(after, one);
  const used: Record<KeyId, Used> = {};
  for (const [id, one] of Object.entries(after.used)) {
    const at = one.now === 'no' ? one.at : world.now;
    used[id] = { at, byKnownAt: one.now === 'known' ? world.now : one.byKnownAt, now: 'no' };
  }
  const keys = after.keys.map((key) => (key.recorded ? key : { ...key, recorded: true }));
  return { ...after, used, keys, stale: null, lingering: null, fn: timedOut(world.fn), now: world.now + 1 };
}
