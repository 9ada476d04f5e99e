import type { Step, StepId, TableId } from '../../lib/core/rotation/step.ts';
import { PROTOCOL_TABLES, type Tables } from '../../lib/core/rotation/tables.ts';

/** A change of the tables that production reads: nothing in the handlers knows of it. */
export interface Mutant {
  readonly id: string;
  /** Which plans can show it. */
  readonly area:
    | 'rotate'
    | 'retire'
    | 'contain'
    | 'own'
    | 'redeploys'
    | 'containRedeploys'
    | 'unseen'
    | 'all';
  readonly change: (tables: Tables) => Tables;
}

/** All at once. */
export function together(...all: readonly Mutant[]): Mutant {
  const change = (tables: Tables): Tables => all.reduce((changed, one) => one.change(changed), tables);
  return { id: all.map(({ id }) => id).join(', and '), area: all[0]?.area ?? 'all', change };
}

export function tableIds(): TableId[] {
  return Object.keys(PROTOCOL_TABLES.steps) as TableId[];
}

/** @param steps what of the table is changed: what only some plans come to is looked for in those */
export function areaOf(table: TableId, ...steps: readonly StepId[]): Mutant['area'] {
  if (steps.includes('refresh')) return table === 'contain' ? 'containRedeploys' : 'redeploys';
  if (table === 'contain') return 'contain';
  if (table === 'own' || table === 'undo') return 'own';
  return table === 'retire' || table === 'restore' ? 'retire' : 'rotate';
}

export function withSteps(
  tables: Tables,
  table: TableId,
  change: (steps: readonly Step[]) => readonly Step[],
): Tables {
  return { ...tables, steps: { ...tables.steps, [table]: change(tables.steps[table]) } };
}
