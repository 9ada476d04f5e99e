import { PROTOCOL_TABLES, type Tables } from '../../lib/core/rotation/tables.ts';
import { explore, type Violation } from './explore.ts';
import type { Mutant } from './mutants.ts';
import { containStarts, ROTATE, retireStarts, rotateStarts, worldOf } from './scenarios.ts';
import { scripted } from './scripts.ts';
import type { World } from './world.ts';

type Ground = (tables: Tables) => World[];

const rotateOnce: Ground = (tables) =>
  rotateStarts(1, tables).map((world, index) =>
    index === 1 || index === 2 ? { ...world, faults: 0, budget: 0 } : world,
  );
const leak =
  (faults: number): Ground =>
  (tables) => [{ ...worldOf(ROTATE, faults, tables), leaky: true }];

/** Where a mutant is looked for: the small grounds first. */
const GROUNDS: Readonly<Record<Mutant['area'], readonly Ground[]>> = {
  rotate: [rotateOnce, scripted, (tables) => [worldOf(ROTATE, 2, tables)]],
  retire: [(tables) => retireStarts(1, tables), (tables) => retireStarts(2, tables)],
  contain: [(tables) => containStarts(1, tables), leak(0), (tables) => containStarts(2, tables), leak(1)],
  all: [rotateOnce, leak(0), (tables) => containStarts(1, tables)],
};

export interface Hunted {
  readonly id: string;
  readonly violation: Violation | null;
  readonly states: number;
}

/** Explores until something is wrong: null when everything was seen and nothing was. */
export function hunt(mutant: Mutant, grounds = 9): Hunted {
  const tables = mutant.change(PROTOCOL_TABLES);
  let states = 0;
  for (const ground of GROUNDS[mutant.area].slice(0, grounds)) {
    const found = explore(ground(tables), { tables }, { firstOnly: true, most: 3_000_000, graph: true });
    states += found.states;
    const [violation] = found.violations;
    if (violation !== undefined) return { id: mutant.id, violation, states };
  }
  return { id: mutant.id, violation: null, states };
}
