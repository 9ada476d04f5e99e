import type { Step } from '../../lib/core/rotation/step.ts';
import { PROTOCOL_TABLES, type Tables } from '../../lib/core/rotation/tables.ts';
import { areaOf, type Mutant, tableIds, withSteps } from './tables.ts';

/**
 * Every ordered pair of steps of every table, out of order in each way there is: the two exchanged, the later one moved
 * before the earlier, the earlier one moved after the later. Of neighbours the three are one.
 */
export function swaps(): Mutant[] {
  return tableIds().flatMap((table) => {
    const steps = PROTOCOL_TABLES.steps[table];
    return steps.flatMap((one, from) =>
      steps.slice(from + 1).flatMap((other, between) => {
        const to = from + 1 + between;
        const swap = (id: string, change: (steps: readonly Step[]) => readonly Step[]): Mutant => ({
          id: `${table}: ${id}`,
          area: areaOf(table, one.id, other.id),
          change: (tables: Tables) => withSteps(tables, table, change),
        });
        const exchange = swap(`${one.id} <-> ${other.id}`, (all) => exchanged(all, from, to));
        if (between === 0) return [exchange];
        return [
          exchange,
          swap(`${other.id} moved before ${one.id}`, (all) => moved(all, to, from)),
          swap(`${one.id} moved after ${other.id}`, (all) => moved(all, from, to)),
        ];
      }),
    );
  });
}

function exchanged(steps: readonly Step[], from: number, to: number): Step[] {
  return steps.map((step, at) => (at === from ? steps[to] : at === to ? steps[from] : step) ?? step);
}

function moved(steps: readonly Step[], from: number, to: number): Step[] {
  return steps.toSpliced(from, 1).toSpliced(to, 0, ...steps.slice(from, from + 1));
}
