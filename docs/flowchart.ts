import { nameOf } from '../lib/core/rotation/names.ts';
import { type Role, rolesOf } from '../lib/core/rotation/roles.ts';
import type { Otherwise, Step, TableId } from '../lib/core/rotation/step.ts';
import { needsOf, PROTOCOL_TABLES } from '../lib/core/rotation/tables.ts';

const { steps } = PROTOCOL_TABLES;

/** Ends that a table comes to when nothing is left of it; a detour comes back to where the plan stood. */
const END: Readonly<Partial<Record<TableId, string>>> = {
  rotate: 'done',
  own: 'done',
  retire: 'done',
  contain: 'done',
  rollback: 'restored',
  undo: 'restored',
  restore: 'restored',
};

/**
 * Tables of the protocol as one picture: https://mermaid.js.org/syntax/flowchart.html
 * @param titles by table
 */
export function flowchart(
  tables: readonly TableId[],
  titles: Readonly<Record<TableId, string>>,
): readonly string[] {
  return [
    '```mermaid',
    'flowchart TD',
    '  classDef makes fill:#dbeafe,stroke:#1d4ed8,color:#111827',
    '  classDef removes fill:#fee2e2,stroke:#b91c1c,color:#111827',
    '  classDef looks fill:#ffffff,stroke:#6b7280,color:#111827',
    ...tables.flatMap((table) => [
      `  subgraph ${table} ["${titles[table]}"]`,
      ...steps[table].map((step) => `    ${box(table, step)}`),
      ...order(table),
      '  end',
    ]),
    ...tables.flatMap((table) => steps[table].flatMap((step) => away(tables, table, step))),
    '```',
    '',
  ];
}

/** What a step does, as people on call read it; without the word that says which way it is of. */
export function wordsOfStep(table: TableId, step: Step): string {
  const { waits, does } = nameOf(table, step.id);
  const [role] = rolesIn(step);
  const text = ((role === undefined ? undefined : does[role]) ?? waits).replace(/^[A-Z][a-z ]+: /, '');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function box(table: TableId, step: Step): string {
  const roles = rolesIn(step).join(', ');
  const below = [
    ...(roles === '' ? [] : [`<i>${roles}</i>`]),
    ...(step.redeploys ? ['if it is redeployed'] : []),
  ];
  const text = [wordsOfStep(table, step), ...below].join('<br/>');
  return `${idOf(table, step)}["${text}"]:::${classOf(step)}`;
}

function classOf({ effect }: Step): 'makes' | 'removes' | 'looks' {
  if (effect === null) return 'looks';
  return effect === 'deleteOld' || effect === 'deleteEach' ? 'removes' : 'makes';
}

function order(table: TableId): readonly string[] {
  const line = steps[table].map((step) => idOf(table, step)).join(' --> ');
  const end = END[table];
  const loops = steps[table].flatMap((step) => {
    const again = steps[table].find(({ id }) => id === step.again);
    return again === undefined ? [] : [`    ${idOf(table, step)} -->|next copy| ${idOf(table, again)}`];
  });
  return [`    ${line}${end === undefined ? '' : ` --> ${table}_end(["${end}"])`}`, ...loops];
}

const WAYS_BACK: readonly TableId[] = ['rollback', 'restore', 'undo'];

/** The way back, where a step may take it. */
function away(tables: readonly TableId[], table: TableId, step: Step): readonly string[] {
  const back = tables.find((other) => WAYS_BACK.includes(other));
  const first = back === undefined ? undefined : steps[back][0];
  if (back === undefined || first === undefined || table === back || !outcomesOf(step).some(isBack))
    return [];
  return [`  ${idOf(table, step)} -.-> ${idOf(back, first)}`];
}

function outcomesOf(step: Step): readonly Otherwise[] {
  return [
    ...needsOf(PROTOCOL_TABLES, step).flatMap(({ no, unknown }) => [no, unknown]),
    ...(step.deadline === undefined ? [] : [step.deadline.late]),
    ...(step.stuck === 'rollback' ? (['rollback'] as const) : []),
  ];
}

function isBack(otherwise: Otherwise): boolean {
  const way = typeof otherwise === 'object' && 'ill' in otherwise ? otherwise.ill : otherwise;
  return way === 'rollback';
}

function idOf(table: TableId, { id }: Step): string {
  return `${table}_${id}`;
}

function rolesIn({ effect }: Step): readonly Role[] {
  return effect === null ? [] : rolesOf(effect);
}
