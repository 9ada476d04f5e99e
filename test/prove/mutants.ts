import type { GuardId } from '../../lib/core/rotation/guards.ts';
import type { Need, Step, TableId } from '../../lib/core/rotation/step.ts';
import { PROTOCOL_TABLES, type Tables } from '../../lib/core/rotation/tables.ts';

/** A change of the tables that production reads: nothing in the handlers knows of it. */
export interface Mutant {
  readonly id: string;
  /** Which plans can show it. */
  readonly area: 'rotate' | 'retire' | 'contain' | 'all';
  readonly change: (tables: Tables) => Tables;
}

/** Every guard taken out of every step, every two steps that follow each other swapped, every claim and condition dropped. */
export function mutants(): Mutant[] {
  return [...fences(), ...general(), ...ends(), ...removals(), ...swaps()];
}

/** Both at once. */
export function together(one: Mutant, other: Mutant): Mutant {
  const change = (tables: Tables): Tables => other.change(one.change(tables));
  return { id: `${one.id}, and ${other.id}`, area: one.area, change };
}

function fences(): Mutant[] {
  return [
    ...PROTOCOL_TABLES.claims.map(
      (claim): Mutant => ({
        id: `begin: without ${claim}`,
        area: 'all',
        change: (tables) => ({ ...tables, claims: tables.claims.filter((one) => one !== claim) }),
      }),
    ),
    ...PROTOCOL_TABLES.writes.map(
      (write): Mutant => ({
        id: `write: without ${write}`,
        area: 'all',
        change: (tables) => ({ ...tables, writes: tables.writes.filter((one) => one !== write) }),
      }),
    ),
  ];
}

function general(): Mutant[] {
  return (['always', 'beforeCall', 'standing'] as const).flatMap((list) =>
    PROTOCOL_TABLES[list].map(
      ({ guard }): Mutant => ({
        id: `${list}: without ${guard}`,
        area: list === 'standing' ? 'contain' : 'all',
        change: (tables) => ({ ...tables, [list]: without(tables[list], guard) }),
      }),
    ),
  );
}

function ends(): Mutant[] {
  return (['restored', 'done', 'contained'] as const).flatMap((end) =>
    PROTOCOL_TABLES.ends[end].map(
      ({ guard }): Mutant => ({
        id: `after ${end}: without ${guard}`,
        area: end === 'contained' ? 'contain' : 'rotate',
        change: (tables) => ({
          ...tables,
          ends: { ...tables.ends, [end]: without(tables.ends[end], guard) },
        }),
      }),
    ),
  );
}

function removals(): Mutant[] {
  return tableIds().flatMap((table) =>
    PROTOCOL_TABLES.steps[table].flatMap(({ id, needs }) =>
      needs.map(
        ({ guard }): Mutant => ({
          id: `${table}.${id}: without ${guard}`,
          area: areaOf(table),
          change: (tables) =>
            withSteps(tables, table, (steps) =>
              steps.map((step) => (step.id === id ? { ...step, needs: without(step.needs, guard) } : step)),
            ),
        }),
      ),
    ),
  );
}

function swaps(): Mutant[] {
  return tableIds().flatMap((table) =>
    PROTOCOL_TABLES.steps[table].slice(1).map(
      ({ id }, index): Mutant => ({
        id: `${table}: ${id} before ${PROTOCOL_TABLES.steps[table][index]?.id ?? ''}`,
        area: areaOf(table),
        change: (tables) => withSteps(tables, table, (steps) => swapped(steps, index)),
      }),
    ),
  );
}

function swapped(steps: readonly Step[], index: number): Step[] {
  const moved = steps[index + 1];
  return moved === undefined ? [...steps] : steps.toSpliced(index + 1, 1).toSpliced(index, 0, moved);
}

function tableIds(): TableId[] {
  return Object.keys(PROTOCOL_TABLES.steps) as TableId[];
}

function areaOf(table: TableId): Mutant['area'] {
  if (table === 'contain') return 'contain';
  return table === 'retire' || table === 'restore' ? 'retire' : 'rotate';
}

function withSteps(
  tables: Tables,
  table: TableId,
  change: (steps: readonly Step[]) => readonly Step[],
): Tables {
  return { ...tables, steps: { ...tables.steps, [table]: change(tables.steps[table]) } };
}

function without(needs: readonly Need[], guard: GuardId): Need[] {
  return needs.filter((need) => need.guard !== guard);
}
