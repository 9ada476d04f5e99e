import type { GuardId } from '../../lib/core/rotation/guards.ts';
import type { Need, Step } from '../../lib/core/rotation/step.ts';
import { PROTOCOL_TABLES, type Tables } from '../../lib/core/rotation/tables.ts';
import { swaps } from './swaps.ts';
import { areaOf, type Mutant, tableIds, withSteps } from './tables.ts';

/** Every guard taken out of every step, every two steps swapped, every claim and condition dropped. */
export function mutants(): Mutant[] {
  return [...fences(), ...general(), ...ends(), ...removals(), ...patience(), ...swaps()];
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
  return (['restored', 'done', 'contained', 'undone'] as const).flatMap((end) =>
    PROTOCOL_TABLES.ends[end].map(
      ({ guard }): Mutant => ({
        id: `after ${end}: without ${guard}`,
        area: end === 'contained' ? 'contain' : end === 'undone' ? 'own' : 'rotate',
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
          area: UNSEEN.has(`${id} ${guard}`) ? 'unseen' : areaOf(table, id),
          change: (tables) =>
            withSteps(tables, table, (steps) =>
              steps.map((step) => (step.id === id ? { ...step, needs: without(step.needs, guard) } : step)),
            ),
        }),
      ),
    ),
  );
}

/** What only plans show of whose use nothing tells: they leave credentials Inactive. */
const UNSEEN: ReadonlySet<string> = new Set([
  'delete useShows',
  'deleteNew newUseShows',
  'verify oldInactive',
  'verifyOld newInactive',
]);

/** What a step waits for that never comes. */
function patience(): Mutant[] {
  return tableIds().flatMap((table) =>
    PROTOCOL_TABLES.steps[table].flatMap(({ id, stuck }) =>
      stuck === undefined
        ? []
        : [
            {
              id: `${table}.${id}: without its patience`,
              area: areaOf(table, id),
              change: (tables: Tables) =>
                withSteps(tables, table, (steps) =>
                  steps.map((step) => (step.id === id ? impatient(step) : step)),
                ),
            },
          ],
    ),
  );
}

function impatient({ stuck: _stuck, ...step }: Step): Step {
  return step;
}

function without(needs: readonly Need[], guard: GuardId): Need[] {
  return needs.filter((need) => need.guard !== guard);
}
