import { encode } from './encode.ts';
import type { Rules, Step } from './steps.ts';
import { successors } from './successors.ts';
import type { World } from './world.ts';

/** Tells which steps of a world other tables would take as well, in the same way. */
export type Shared = (step: Step) => boolean;

/**
 * What two sets of tables have in common in a world. A schedule parts from the other tables at its first step that
 * they would not take: what goes wrong after that, they stop.
 */
export function sharedWith(rules: Rules, world: World): Shared {
  const steps = new Map(successors(world, rules).map((step) => [nameOf(step), step]));
  return (step) => {
    const same = steps.get(nameOf(step));
    return same !== undefined && step.wrongs.every((wrong) => same.wrongs.includes(wrong));
  };
}

function nameOf({ label, world }: Step): string {
  return `${label()} ${encode(world)}`;
}
