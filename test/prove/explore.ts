import { encode, hash } from './encode.ts';
import { type Rules, type Step, successors } from './successors.ts';
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
  /** The limit was reached before everything was seen. */
  readonly cut: boolean;
}

export interface Options {
  readonly firstOnly: boolean;
  readonly most: number;
}

interface Node {
  readonly world: World;
  readonly id: number;
}

/**
 * Every state, those that need fewest faults first, breadth first: the first violation has one of the shortest traces
 * with the fewest faults. A state reached again with fewer faults left can do nothing that was not seen.
 */
export function explore(initial: readonly World[], rules: Rules, { firstOnly, most }: Options): Explored {
  const seen = new Set<number>();
  const layers: Node[][] = [];
  const parents: number[] = [];
  const ordinals: number[] = [];
  const violations = new Map<string, Violation>();
  const ends: Record<string, number> = {};
  let transitions = 0;
  const add = (world: World, parent: number, ordinal: number): void => {
    const layer = layers[world.faults] ?? [];
    layers[world.faults] = layer;
    layer.push({ world, id: parents.length });
    parents.push(parent);
    ordinals.push(ordinal);
  };
  for (const [index, world] of initial.entries()) add(world, -1 - index, 0);
  for (let faults = layers.length - 1; faults >= 0; faults -= 1) {
    const layer = layers[faults] ?? [];
    for (let at = 0; at < layer.length; at += 1) {
      const node = layer[at];
      if (node === undefined) continue;
      const key = hash(encode(node.world));
      // Released at once: millions of worlds do not fit.
      delete layer[at];
      if (seen.has(key)) continue;
      seen.add(key);
      ends[node.world.row.state] = (ends[node.world.row.state] ?? 0) + 1;
      const steps = successors(node.world, rules);
      transitions += steps.length;
      for (const [ordinal, step] of steps.entries()) {
        for (const wrong of step.wrongs) {
          if (violations.has(wrong)) continue;
          violations.set(wrong, { wrong, trace: [...traceTo(node.id), step.label()] });
          if (firstOnly) return result(true);
        }
        if (!seen.has(hash(encode(step.world)))) add(step.world, node.id, ordinal);
      }
      if (seen.size >= most) return result(true);
    }
  }
  return result(false);

  function result(cut: boolean): Explored {
    return { states: seen.size, transitions, violations: [...violations.values()], ends, cut };
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
