import { encode } from './encode.ts';
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
  readonly cut: boolean;
}

export interface Options {
  readonly firstOnly: boolean;
  readonly most: number;
}

/** Breadth first over every state: the first violation found is one of the shortest. */
export function explore(initial: readonly World[], rules: Rules, { firstOnly, most }: Options): Explored {
  const seen = new Set<string>();
  let queue: World[] = [];
  const parents: number[] = [];
  const ordinals: number[] = [];
  const roots: World[] = [];
  const violations = new Map<string, Violation>();
  const ends: Record<string, number> = {};
  let transitions = 0;
  for (const world of initial) {
    seen.add(encode(world));
    queue.push(world);
    parents.push(-1 - roots.length);
    ordinals.push(0);
    roots.push(world);
  }
  let base = 0;
  while (queue.length > 0) {
    const following: World[] = [];
    for (const [offset, world] of queue.entries()) {
      const index = base + offset;
      ends[world.row.state] = (ends[world.row.state] ?? 0) + 1;
      for (const [ordinal, step] of successors(world, rules).entries()) {
        transitions += 1;
        for (const wrong of step.wrongs) {
          if (violations.has(wrong)) continue;
          const trace = [...traceTo(index), step.label()];
          violations.set(wrong, { wrong, trace });
          if (firstOnly) return result(true);
        }
        const key = encode(step.world);
        if (seen.has(key)) continue;
        seen.add(key);
        following.push(step.world);
        parents.push(index);
        ordinals.push(ordinal);
      }
      if (seen.size > most) return result(true);
    }
    base += queue.length;
    queue = following;
  }
  return result(false);

  function result(cut: boolean): Explored {
    return { states: seen.size, transitions, violations: [...violations.values()], ends, cut };
  }

  /** Done again from the start: labels are not kept. */
  function traceTo(index: number): string[] {
    const path: number[] = [];
    let at = index;
    while (at >= 0) {
      const parent = parents[at] ?? -1;
      if (parent < 0) break;
      path.unshift(ordinals[at] ?? 0);
      at = parent;
    }
    const root = -1 - (parents[at] ?? -1);
    let world = roots[root];
    const labels: string[] = [];
    for (const ordinal of path) {
      const step: Step | undefined = world === undefined ? undefined : successors(world, rules)[ordinal];
      if (step === undefined) break;
      labels.push(step.label());
      world = step.world;
    }
    return labels;
  }
}
