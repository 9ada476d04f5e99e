import { encode } from './encode.ts';
import type { Violation } from './explore.ts';
import { type Rules, successors } from './successors.ts';
import type { World } from './world.ts';

/** Whether a schedule can be followed, event by event, under other tables, and goes wrong there in the same way. */
export function replays(
  { wrong, start, trace }: Violation,
  initial: readonly World[],
  rules: Rules,
): boolean {
  let worlds = initial.filter(({ name }) => name === start);
  let last = trace.length === 0;
  for (const [at, wanted] of trace.entries()) {
    const steps = worlds
      .flatMap((world) => successors(world, rules))
      .filter(({ label }) => label() === wanted);
    if (steps.length === 0) return false;
    last = at === trace.length - 1 && steps.some(({ wrongs }) => wrongs.includes(wrong));
    worlds = [...new Map(steps.map(({ world }) => [encode(world), world])).values()];
  }
  // What no schedule gets out of is wrong in no single step of it.
  return last || (worlds.length > 0 && STRANDED.test(wrong));
}

const STRANDED = /no end can be reached|neither repaired nor Blocked/;
