import { PROTOCOL_TABLES, type Tables } from '../../lib/core/rotation/tables.ts';
import { explore, type Violation } from './explore.ts';
import { ownStarts } from './own/scenarios.ts';
import {
  byHandStarts,
  containStarts,
  ROTATE,
  redeployed,
  redeployStarts,
  retireStarts,
  rotateStarts,
  serviceContained,
  unseenRetireStarts,
  unseenRotateStarts,
  worldOf,
} from './scenarios.ts';
import { scripted } from './scripts.ts';
import type { Rules } from './steps.ts';
import { type Mutant, together } from './tables.ts';
import type { World } from './world.ts';

type Ground = (tables: Tables) => World[];

const rotateOnce: Ground = (tables) =>
  rotateStarts(1, tables).map((world, index) =>
    index === 1 || index === 2 ? { ...world, faults: 0, budget: 0 } : world,
  );
const withByHand =
  (ground: Ground, which: number): Ground =>
  (tables) => [...ground(tables), ...byHandStarts(0, tables).slice(which, which + 1)];
const unknownReader =
  (faults: number): Ground =>
  (tables) => [{ ...worldOf(ROTATE, faults, tables), reader: 'asleep' }];
/** @param which 0: rotate, 1: contain */
const redeploys =
  (which: number, faults: number): Ground =>
  (tables) =>
    redeployStarts(faults, tables).slice(which, which + 1);
const leak =
  (faults: number): Ground =>
  (tables) => [{ ...worldOf(ROTATE, faults, tables), leaky: true }];

/** Where a mutant is looked for: the small grounds first. */
const GROUNDS: Readonly<Record<Mutant['area'], readonly Ground[]>> = {
  rotate: [
    withByHand(rotateOnce, 0),
    scripted,
    unknownReader(1),
    (tables) => [worldOf(ROTATE, 2, tables)],
    unknownReader(2),
  ],
  retire: [(tables) => retireStarts(1, tables), (tables) => retireStarts(2, tables)],
  contain: [
    withByHand((tables) => containStarts(1, tables), 1),
    leak(0),
    (tables) => containStarts(2, tables),
    leak(1),
  ],
  own: [(tables) => ownStarts(1, tables), (tables) => ownStarts(2, tables)],
  redeploys: [
    redeploys(0, 0),
    (tables) => scripted(tables, redeployed(ROTATE), /past the point/),
    redeploys(0, 1),
    (tables) => scripted(tables, redeployed(ROTATE)),
    redeploys(0, 2),
  ],
  containRedeploys: [redeploys(1, 0), redeploys(1, 1), (tables) => [serviceContained(2, tables)]],
  unseen: [(tables) => unseenRetireStarts(1, tables), (tables) => unseenRotateStarts(1, tables).slice(0, 2)],
  all: [rotateOnce, leak(0), (tables) => containStarts(1, tables)],
};

export interface Hunted {
  readonly violation: Violation | null;
  readonly states: number;
}

/** Explores until something is wrong: null when everything was seen and nothing was. */
export function hunt(mutant: Mutant, grounds = 9): Hunted {
  return search(mutant, grounds);
}

/**
 * A mutant that other guards cover: with all gone, a schedule that goes wrong, and that does not exist as long as the
 * mutant's own guard or order is there. So it is not the absence of the others that is found.
 */
export function huntTogether(mutant: Mutant, covers: readonly Mutant[], grounds = 9): Hunted {
  return search(together(mutant, ...covers), grounds, {
    tables: together(...covers).change(PROTOCOL_TABLES),
  });
}

function search(mutant: Mutant, grounds: number, apartFrom?: Rules): Hunted {
  const tables = mutant.change(PROTOCOL_TABLES);
  const options = { firstOnly: true, most: MOST_STATES, graph: true };
  let states = 0;
  for (const ground of GROUNDS[mutant.area].slice(0, grounds)) {
    const found = explore(
      ground(tables),
      { tables },
      apartFrom === undefined ? options : { ...options, apartFrom },
    );
    states += found.states;
    const [violation] = found.violations;
    if (violation !== undefined) return { violation, states };
  }
  return { violation: null, states };
}

const MOST_STATES = 6_000_000;
