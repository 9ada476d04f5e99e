import type { Seeded } from './seed.ts';
import { plantedIn, type World } from './world.ts';

/** Ids of the findings that a sweep of the seeded account must give, and no others, sorted. */
export function expectedFindings({ planted }: Seeded): readonly string[] {
  const found = planted.flatMap(({ credential, planted: { wrongs = [] } }) =>
    wrongs.map((wrong) => `${wrong}:${credential}`),
  );
  return found.toSorted((a, b) => a.localeCompare(b));
}

/** How many findings a sweep of the world must give. */
export function countWrongs(world: World): number {
  return plantedIn(world).reduce((sum, { wrongs = [] }) => sum + wrongs.length, 0);
}
