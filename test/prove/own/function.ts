import type { Answered } from '../../../lib/core/rotation/invocation.ts';
import { type Key, OLD, oursOf, type World } from '../world.ts';

/**
 * A function that rotates a secret, made as AWS's own are: each of its steps first looks whether the version still has
 * its label, and then changes something. https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 * `ready`: its next step may begin, or never does · `sent`: a step has looked, and what it changes is on its way ·
 * `stray`: the same, of a step that nothing ends · `over`: nothing comes of it any more.
 */
export interface RotationFunction {
  readonly state: 'idle' | 'ready' | 'sent' | 'stray' | 'over';
  readonly step: 'create' | 'set' | 'finish';
  /** Where AWSCURRENT was when its step looked. */
  readonly from: string;
  /** A new value takes the old one's place: that logs in no more. */
  readonly kills: boolean;
  /** AWSPENDING stays where it is when it has finished, beside AWSCURRENT. */
  readonly keepsLabel: boolean;
  /** What it sets does not log in. */
  readonly dud: boolean;
  /** It was not done at once. */
  readonly slow: boolean;
}

export const IDLE: RotationFunction = {
  state: 'idle',
  step: 'create',
  from: '',
  kills: false,
  keepsLabel: false,
  dud: false,
  slow: false,
};

/** RotateSecret: refused while another rotation is open or none is configured; asked twice with one token it is one. */
export function startedRotation(world: World, version: string): readonly [World, Answered] {
  const { fn, pending, current, gates } = world;
  const isOther = pending !== null && pending !== current && pending !== version;
  if (fn === null || gates.soleRotation !== true || isOther) return [world, { outcome: 'failed' }];
  const done: Answered = { outcome: 'done', created: null };
  if (current === version || pending === version) return [world, done];
  const step = world.versions[version] === undefined ? 'create' : 'set';
  return [{ ...world, pending: version, fn: { ...fn, state: 'ready', step } }, done];
}

/** What the function does next by itself; null: nothing. */
export function functionStep(world: World): readonly [label: string, World] | null {
  const { fn } = world;
  if (fn === null) return null;
  if (fn.state === 'ready') return ['the function looks at the labels', looked(world, fn)];
  if (fn.state !== 'sent' && fn.state !== 'stray') return null;
  return [`the function's ${fn.step} lands`, landed(world, fn)];
}

/** All that is left of its work, at once. */
export function functionDone(world: World): World {
  const next = functionStep(world);
  return next === null ? world : functionDone(next[1]);
}

/** A step has so long, and no longer: what it did not do in that time it begins anew, or never. */
export function timedOut(fn: RotationFunction | null): RotationFunction | null {
  if (fn === null || fn.state === 'idle' || fn.state === 'over') return fn;
  return { ...fn, slow: true, state: fn.state === 'sent' ? 'ready' : fn.state };
}

function looked(world: World, fn: RotationFunction): World {
  const ends =
    world.pending !== oursOf(world) || world.current === oursOf(world) || world.gates.soleRotation !== true;
  if (ends || world.secretGone) return over(world, fn);
  return { ...world, fn: { ...fn, state: 'sent', from: world.current } };
}

function landed(world: World, fn: RotationFunction): World {
  const late = fn.state === 'stray' ? world.late + 1 : world.late;
  const now = { ...world, late };
  switch (fn.step) {
    case 'create': {
      if (world.secretGone) return over(now, fn);
      const versions = { ...world.versions, [oursOf(world)]: oursOf(world) };
      return { ...now, versions, fn: { ...fn, state: 'ready', step: 'set' } };
    }
    case 'set':
      return { ...now, keys: setKeys(world, fn), fn: { ...fn, state: 'ready', step: 'finish' } };
    case 'finish': {
      if (world.secretGone || world.current !== fn.from) return over(now, fn);
      const pending = world.pending === oursOf(world) && !fn.keepsLabel ? null : world.pending;
      return { ...over(now, fn), current: oursOf(world), pending };
    }
  }
}

function over(world: World, fn: RotationFunction): World {
  return { ...world, fn: { ...fn, state: 'over', from: '' } };
}

function setKeys(world: World, { kills, dud }: RotationFunction): readonly Key[] {
  const { keys, now } = world;
  const ours = oursOf(world);
  const made: Key = {
    id: ours,
    status: 'Active',
    maker: 'other',
    recorded: true,
    // A function tests what it has set before it is made current: whatever spreads has spread.
    since: now - 1,
    proved: false,
  };
  const others = keys.filter(({ id }) => id !== ours);
  const left = kills
    ? others.map((key) =>
        key.id === OLD && key.status === 'Active'
          ? { ...key, status: 'Inactive' as const, since: now - 1 }
          : key,
      )
    : others;
  return dud ? left : [...left, made];
}
