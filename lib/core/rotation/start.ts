import type { PlanFacts } from './build/facts.ts';
import { versionOf } from './calls.ts';
import { doomed } from './containing.ts';
import { isEnded, type People, PROTOCOL, type Row } from './ledger.ts';
import { lostMarks, marked } from './marks.ts';
import { next } from './moves.ts';
import { tableOf } from './own.ts';
import type { KeyId, Plan } from './plan.ts';
import type { StepId } from './step.ts';
import type { Tables } from './tables.ts';

/**
 * The row of a plan that begins. The ledger takes it only together with the fence of its principal and of its secret.
 * @param fence higher than any that the principal had
 */
export function begin(tables: Tables, rotation: string, plan: Plan, fence: number, at: number): Row {
  const table = tableOf(plan);
  const [first] = tables.steps[table];
  const step: StepId = first?.id ?? 'tidy';
  return {
    rotation,
    protocol: PROTOCOL,
    plan,
    fence,
    seq: 1,
    state: 'going',
    place: { table, step, copy: 0 },
    noReturn: false,
    back: null,
    fault: null,
    intent: null,
    leaseUntil: null,
    opened: [],
    unresolved: [],
    newKey: null,
    creations: 0,
    exposed: [],
    approved: [],
    abort: false,
    illSince: null,
    orphan: null,
    times: { entered: at, watchFrom: at, vouched: null, published: null, deactivated: null },
    contain: null,
  };
}

/** Who asked for a plan of these facts, and whom they bar from approving of it; nobody has yet. */
export function peopleOf(
  { declared, policy }: Pick<PlanFacts, 'declared' | 'policy'>,
  requestedBy: string,
  at: number,
): People {
  const { approvalsWithin } = policy;
  return { requestedBy, at, authors: declared?.authors ?? [], approvalsWithin, approvals: [] };
}

/**
 * Contain takes the next fence from whatever plan is live. Its known dependents are written down as cut off, with
 * nothing in exchange yet, in the same transaction that takes the fence: nobody is cut off unnoticed.
 * @param live the row that holds the principal's fence, or the last that did
 */
export function contain(
  tables: Tables,
  rotation: string,
  plan: Plan,
  live: Row | null,
  fence: number,
  at: number,
): Row {
  const slots = doomed(plan, plan.slots).map(({ id }) => id);
  const targets = [plan.key, ...slots, live?.newKey ?? null];
  const known = targets.filter((id): id is KeyId => id !== null && plan.spares?.includes(id) !== true);
  const pending = live === null || live.intent === null ? [] : [live.intent.effect];
  return {
    ...begin(tables, rotation, plan, fence, at),
    ...marked(marksLeft(plan, live)),
    exposed: [plan.key],
    unresolved: [...new Set([...(live?.unresolved ?? []), ...pending])],
    contain: {
      deny: 'none',
      seal: 'none',
      targets: [...new Set(known)],
      versions: live === null ? [] : [versionOf(live)],
      formers: [],
      replaced: Object.fromEntries(plan.dependents.map(({ id }) => [id, null])),
    },
  };
}

/** What the plan before it had written to copies that can't be read back; its last write may still land. */
function marksLeft({ copies }: Plan, live: Row | null): Row['marks'] {
  const left = live === null ? undefined : lostMarks(live);
  if (left === undefined) return undefined;
  const ids = copies.filter(({ writeOnly }) => writeOnly === true).map(({ id }) => id);
  return Object.fromEntries(Object.entries(left).filter(([id]) => ids.includes(id)));
}

/** The plan that lost its fence: an end of its own. */
export function superseded(row: Row, fence: number): Row {
  const state = isEnded(row) ? row.state : 'superseded';
  return next(row, { fence, state, intent: null, leaseUntil: null });
}
