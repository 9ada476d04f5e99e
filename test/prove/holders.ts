import { sourceOf } from './uses.ts';
import { type Dependent, EMPTY, excused, lives, type World } from './world.ts';

/** What is wrong with a world as it stands. */
export function wrongs(world: World): string[] {
  const found: string[] = [];
  if (world.keys.length > 2) found.push('I1 more than two keys');
  const named = world.secretGone ? undefined : world.versions[world.current];
  if (named !== undefined && !lives(world, named)) found.push('I2 AWSCURRENT names a dead credential');
  // An empty copy holds no credential at all: whoever takes that holds nothing that lives.
  if (world.env !== EMPTY && !lives(world, world.env)) found.push('I2 a copy holds a dead credential');
  for (const one of world.dependents) {
    if (!lives(world, one.held) && !willHeal(world, one)) found.push(cutOff(one.id));
  }
  return found;
}

export function cutOff(id: string): string {
  return `I3 ${id} holds only a dead credential`;
}

/** It heals at its next refresh; whoever starts anew only when told to has none. */
export function willHeal(world: World, one: Dependent): boolean {
  return one.rollout === undefined && wasMoved(world, one);
}

/** Its copy was moved to and fro, by somebody outside or by two late effects, between two looks, and is good again. */
export function wasMoved(world: World, one: Dependent): boolean {
  const source = sourceOf(world, one);
  return (
    (excused(world, 'm') || world.late > 1) &&
    !one.stuck &&
    source !== undefined &&
    source !== one.held &&
    lives(world, source)
  );
}
