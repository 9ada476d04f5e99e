import { type GuardId } from '../../lib/core/rotation/guards.ts';
import type { Need, Step, TableId } from '../../lib/core/rotation/steps.ts';
import { PROTOCOL_TABLES, type Tables } from '../../lib/core/rotation/tables.ts';

export interface Mutant {
  readonly id: string;
  readonly table: TableId | 'all';
  readonly tables: Tables;
}

/** Every guard taken out of every step, every two steps that follow each other swapped, every claim and condition dropped. */
export function mutants(): Mutant[] {
  return [...fences(), ...general(), ...ends(), ...removals(), ...swaps()];
}

function fences(): Mutant[] {
  const { claims, writes } = PROTOCOL_TABLES;
  return [
    ...claims.map((claim) => mutant(`begin: without ${claim}`, 'all', { claims: claims.filter((one) => one !== claim) })),
    ...writes.map((write) => mutant(`write: without ${write}`, 'all', { writes: writes.filter((one) => one !== write) })),
  ];
}

function general(): Mutant[] {
  return (['always', 'beforeCall'] as const).flatMap((list) =>
    PROTOCOL_TABLES[list].map(({ guard }) =>
      mutant(`${list}: without ${guard}`, 'all', { [list]: without(PROTOCOL_TABLES[list], guard) }),
    ),
  );
}

function ends(): Mutant[] {
  return (['restored', 'done', 'contained'] as const).flatMap((end) =>
    PROTOCOL_TABLES.ends[end].map(({ guard }) =>
      mutant(`after ${end}: without ${guard}`, end === 'contained' ? 'contain' : 'rotate', {
        ends: { ...PROTOCOL_TABLES.ends, [end]: without(PROTOCOL_TABLES.ends[end], guard) },
      }),
    ),
  );
}

function removals(): Mutant[] {
  return tablesOf().flatMap(([table, steps]) =>
    steps.flatMap((step) =>
      step.needs.map(({ guard }) =>
        withStep(`${table}.${step.id}: without ${guard}`, table, { ...step, needs: without(step.needs, guard) }),
      ),
    ),
  );
}

function swaps(): Mutant[] {
  return tablesOf().flatMap(([table, steps]) =>
    steps.slice(1).map((step, index) => {
      const before = steps[index];
      const swapped = steps.map((one) => (one === step ? before : one === before ? step : one));
      const order = swapped.filter((one) => one !== undefined);
      return mutant(`${table}: ${step.id} before ${before?.id ?? ''}`, table, {
        steps: { ...PROTOCOL_TABLES.steps, [table]: order },
      });
    }),
  );
}

function tablesOf(): [TableId, readonly Step[]][] {
  return Object.entries(PROTOCOL_TABLES.steps) as [TableId, readonly Step[]][];
}

function withStep(id: string, table: TableId, step: Step): Mutant {
  const steps = PROTOCOL_TABLES.steps[table].map((one) => (one.id === step.id ? step : one));
  return mutant(id, table, { steps: { ...PROTOCOL_TABLES.steps, [table]: steps } });
}

function mutant(id: string, table: TableId | 'all', change: Partial<Tables>): Mutant {
  return { id, table, tables: { ...PROTOCOL_TABLES, ...change } };
}

function without(needs: readonly Need[], guard: GuardId): Need[] {
  return needs.filter((need) => need.guard !== guard);
}
