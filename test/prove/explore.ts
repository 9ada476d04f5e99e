import { encode, hash } from './encode.ts';
import { AFTER_END, END, Graph, RACE, REPAIRED } from './graph.ts';
import { sharedWith } from './parting.ts';
import type { Rules, Step } from './steps.ts';
import { successors } from './successors.ts';
import type { World } from './world.ts';

export interface Violation {
  readonly wrong: string;
  readonly trace: readonly string[];
}

export interface Explored {
  readonly states: number;
  readonly transitions: number;
  readonly violations: readonly Violation[];
  readonly ends: Readonly<Record<string, number>>;
  /** States in which somebody outside, or a late effect, broke what holds. */
  readonly races: number;
  /** Those that are Blocked; every schedule repairs or blocks the others. */
  readonly racesBlocked: number;
  /** The same after the last look of a plan. */
  readonly racesAfterEnd: number;
  /** The limit was reached before everything was seen. */
  readonly cut: boolean;
}

export interface Options {
  readonly firstOnly: boolean;
  readonly most: number;
  /** Whether ends and repairs must be reachable from everywhere. */
  readonly graph: boolean;
  /** Only schedules count that these other rules would not take as well; all of them when absent. */
  readonly apartFrom?: Rules;
}

interface Node {
  readonly world: World;
  readonly key: number;
  readonly id: number;
  /** It counts: nothing to tell it from, or its way has parted. */
  readonly apart: boolean;
}

/**
 * Every state, those that need fewest faults first, breadth first: the first violation has one of the shortest traces
 * with the fewest faults. A state reached again with fewer faults left can do nothing that was not seen.
 */
export function explore(
  initial: readonly World[],
  rules: Rules,
  { firstOnly, most, graph: wanted, apartFrom }: Options,
): Explored {
  const seen = new Set<number>();
  const layers: (Node | undefined)[][] = [];
  const parents: number[] = [];
  const ordinals: number[] = [];
  const violations = new Map<string, Violation>();
  const ends: Record<string, number> = {};
  const graph = wanted ? new Graph() : null;
  let transitions = 0;
  const add = (world: World, apart: boolean, key: number, parent: number, ordinal: number): void => {
    const layer = layers[world.faults] ?? [];
    layers[world.faults] = layer;
    layer.push({ world, apart, key, id: parents.length });
    parents.push(parent);
    ordinals.push(ordinal);
  };
  const all = apartFrom === undefined;
  for (const [index, world] of initial.entries()) add(world, all, keyOf(world, all), -1 - index, 0);
  for (let faults = layers.length - 1; faults >= 0; faults -= 1) {
    const layer = layers[faults] ?? [];
    for (let at = 0; at < layer.length; at += 1) {
      const node = layer[at];
      if (node === undefined) continue;
      const { key, apart } = node;
      // Released at once: millions of worlds do not fit.
      layer[at] = undefined;
      if (seen.has(key)) continue;
      seen.add(key);
      const ordinal = graph?.add(key, node.world, node.id, apart) ?? 0;
      ends[node.world.row.state] = (ends[node.world.row.state] ?? 0) + 1;
      const steps = successors(node.world, rules);
      transitions += steps.length;
      const shared = apart || apartFrom === undefined ? null : sharedWith(apartFrom, node.world);
      for (const [which, step] of steps.entries()) {
        const parts = shared === null || !shared(step);
        for (const wrong of parts ? step.wrongs : []) {
          if (violations.has(wrong)) continue;
          violations.set(wrong, { wrong, trace: [...traceTo(node.id), step.label()] });
          if (firstOnly) return result(true);
        }
        const after = keyOf(step.world, parts);
        if (step.world.faults === node.world.faults && step.hoped !== false)
          graph?.edge(ordinal, after, step.people === true);
        if (!seen.has(after)) add(step.world, parts, after, node.id, which);
      }
      if (seen.size >= most) return result(true);
    }
  }
  if (graph !== null) {
    report('I5 no end can be reached', graph, graph.stranded(END));
    report('a race is neither repaired nor Blocked', graph, graph.avoiding(REPAIRED, AFTER_END));
  }
  return result(false);

  function report(wrong: string, all: Graph, [first]: readonly number[]): void {
    if (first !== undefined) violations.set(wrong, { wrong, trace: traceTo(all.nodes[first] ?? 0) });
  }

  function result(cut: boolean): Explored {
    const races = graph?.count(RACE) ?? 0;
    const racesBlocked = graph?.count(RACE | REPAIRED) ?? 0;
    const racesAfterEnd = graph?.count(RACE | AFTER_END) ?? 0;
    return {
      states: seen.size,
      transitions,
      violations: [...violations.values()],
      ends,
      races,
      racesBlocked,
      racesAfterEnd,
      cut,
    };
  }

  /** Done again from the start: labels are not kept. */
  function traceTo(id: number): string[] {
    const path: number[] = [];
    let at = id;
    for (let parent = parents[at] ?? -1; parent >= 0; parent = parents[at] ?? -1) {
      path.unshift(ordinals[at] ?? 0);
      at = parent;
    }
    let world = initial[-1 - (parents[at] ?? -1)];
    return path.flatMap((ordinal) => {
      const step: Step | undefined = world === undefined ? undefined : successors(world, rules)[ordinal];
      world = step?.world;
      return step === undefined ? [] : [step.label()];
    });
  }
}

function keyOf(world: World, apart: boolean): number {
  return hash(apart ? encode(world) : `${encode(world)}=`);
}
