import type { KeyId } from '../../lib/core/rotation/plan.ts';
import { type Dependent, NEVER, type Used, type World, works } from './world.ts';

/** Who uses what, and where they have it from. */

const UNUSED: Used = { at: NEVER, byKnownAt: NEVER, now: 'no' };

export function markUsed(world: World, id: KeyId, by: 'stranger' | 'known'): World {
  if (!works(world, id)) return world;
  const used = world.used[id] ?? UNUSED;
  const now = used.now === 'known' ? 'known' : by;
  return now === used.now ? world : { ...world, used: { ...world.used, [id]: { ...used, now } } };
}

export function sourceOf(world: World, { id }: Dependent): KeyId | undefined {
  const copy = world.plan.dependents.find((one) => one.id === id)?.copy;
  if (copy !== 'secret') return world.env;
  return world.secretGone ? undefined : world.versions[world.current];
}
