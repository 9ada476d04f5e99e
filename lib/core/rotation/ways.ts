import type { PlanKind } from './plan.ts';
import type { Need, Otherwise, Step, TableId } from './step.ts';
import type { Tables } from './tables.ts';

/** The tables that a plan of this kind can come to: its own first, then its ways back and its detours. */
export function waysOf(tables: Tables, kind: PlanKind): readonly TableId[] {
  // A plan to rotate goes by the table of its kind of credential.
  const found: TableId[] = kind === 'rotate' ? ['rotate', 'own'] : [kind];
  // What is found is looked through in its turn: a rollback has detours of its own.
  for (const table of found) {
    for (const next of tables.steps[table].flatMap((step) => waysFrom(tables, kind, table, step))) {
      if (!found.includes(next)) found.push(next);
    }
  }
  return found;
}

function waysFrom(
  tables: Tables,
  kind: PlanKind,
  table: TableId,
  { needs, deadline, stuck }: Step,
): readonly TableId[] {
  const isOwn = table === 'own' || table === 'undo';
  const asked: readonly Otherwise[] = needs.flatMap((one: Need) => [one.no, one.unknown]);
  const late = deadline === undefined ? [] : [deadline.late];
  const held = stuck === 'rollback' ? [stuck] : [];
  const ways = [...asked, ...late, ...held].flatMap((otherwise) => wayOf(tables, kind, otherwise));
  // It deletes nothing, so that there is nothing to repair.
  return isOwn ? ways.flatMap((way) => (way === 'rollback' ? ['undo' as const] : [])) : ways;
}

function wayOf(tables: Tables, kind: PlanKind, otherwise: Otherwise): readonly TableId[] {
  if (typeof otherwise === 'object' && 'redo' in otherwise) return [];
  const way = typeof otherwise === 'object' ? otherwise.ill : otherwise;
  switch (way) {
    case 'rollback':
      return kind === 'retire' ? ['restore'] : ['rollback', ...repairs(tables, kind)];
    case 'block':
      return typeof otherwise === 'object' ? repairs(tables, kind) : [];
    case 'reap':
    case 'revive':
      return [way];
    case 'wait':
    case 'refuse':
    case 'park':
    case 'rewatch':
    case 'skip':
    case 'ask':
      return [];
  }
}

/** Past the point of no return what can't be put back is repaired, where the plan has copies to repair. */
function repairs(tables: Tables, kind: PlanKind): readonly TableId[] {
  return kind === 'rotate' && tables.steps[kind].some(({ effect }) => effect === 'publish') ? ['repair'] : [];
}
