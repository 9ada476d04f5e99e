import { encode, hash } from './encode.ts';
import { AFTER_END, END, Graph, RACE, REPAIRED } from './graph.ts';
import { type Rules, type Step, successors } from './successors.ts';
import type { World } from './world.ts';

export interface Violation {
  readonly wrong: string;
  /** The name of the world it begins in. */
  readonly start: string;
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
  /** What counts; everything when absent. */
  readonly accepts?: (violation: Violation) => boolean;
}

interface Node {
  readonly world: World;
  readonly key: number;
  readonly id: number;
}

/**
 * Every state, those that need fewest faults first, breadth first: the first violation has one of the shortest traces
 * with the fewest faults. A state reached again with fewer faults left can do nothing that was not seen.
 */
export function explore(
  initial: readonly World[],
  rules: Rules,
  { firstOnly, most, graph: wanted, accepts = () => true }: Options,
): Explored {
  const seen = new Set<number>();
  const layers: (Node | undefined)[][] = [];
  const parents: number[] = [];
  const ordinals: number[] = [];
  const violations = new Map<string, Violation>();
  const ends: Record<string, number> = {};
  const graph = wanted ? new Graph() : null;
  let transitions = 0;
  const add = (world: World, key: number, parent: number, ordinal: number): void => {
    const layer = layers[world.faults] ?? [];
    layers[world.faults] = layer;
    layer.push({ world, key, id: parents.length });
    parents.push(parent);
    ordinals.push(ordinal);
  };
  for (const [index, world] of initial.entries()) add(world, hash(encode(world)), -1 - index, 0);
  for (let faults = layers.length - 1; faults >= 0; faults -= 1) {
    const layer = layers[faults] ?? [];
    for (let at = 0; at < layer.length; at += 1) {
      const node = layer[at];
      if (node === undefined) continue;
      const { key } = node;
      // Released at once: millions of worlds do not fit.
      layer[at] = undefined;
      if (seen.has(key)) continue;
      seen.add(key);
      const ordinal = graph?.add(key, node.world, node.id) ?? 0;
      ends[node.world.row.state] = (ends[node.world.row.state] ?? 0) + 1;
      const steps = successors(node.world, rules);
      transitions += steps.length;
      for (const [which, step] of steps.entries()) {
        for (const wrong of step.wrongs) {
          if (violations.has(wrong)) continue;
          const violation = { wrong, ...traceTo(node.id, step.label()) };
          if (!accepts(violation)) continue;
          violations.set(wrong, violation);
          if (firstOnly) return result(true);
        }
        const after = hash(encode(step.world));
        if (step.world.faults === node.world.faults && step.hoped !== false)
          graph?.edge(ordinal, after, step.people === true);
        if (!seen.has(after)) add(step.world, after, node.id, which);
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
    if (first === undefined) return;
    const violation = { wrong, ...traceTo(all.nodes[first] ?? 0) };
    if (accepts(violation)) violations.set(wrong, violation);
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
  function traceTo(id: number, last?: string): Omit<Violation, 'wrong'> {
    const path: number[] = [];
    let at = id;
    for (let parent = parents[at] ?? -1; parent >= 0; parent = parents[at] ?? -1) {
      path.unshift(ordinals[at] ?? 0);
      at = parent;
    }
    let world = initial[-1 - (parents[at] ?? -1)];
    const start = world?.name ?? '';
    const trace = path.flatMap((ordinal) => {
      const step: Step | undefined = world === undefined ? undefined : successors(world, rules)[ordinal];
      world = step?.world;
      return step === undefined ? [] : [step.label()];
    });
    return { start, trace: last === undefined ? trace : [...trace, last] };
  }
}
