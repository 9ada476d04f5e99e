import { PLAN_NAMES } from '../../core/rotation/names.ts';
import type { PlanKind } from '../../core/rotation/plan.ts';
import type { Step } from '../../core/rotation/step.ts';
import type { Tables } from '../../core/rotation/tables.ts';
import { waysOf } from '../../core/rotation/ways.ts';
import { choose, type Definition, invoke, isText, type Workers } from './asl.ts';
import { endStates, STATE_RULES, UNKNOWN } from './plan-ends.ts';
import { failedOf, howOf, stepStates } from './plan-steps.ts';
import { WAVES, waves } from './plan-waves.ts';

const LOOK = 'Look where it stands';
const ROUTE = 'Where does it stand?';

/**
 * The machine of a plan, made of the tables that decide: each step is a state that waits, and one for each role that
 * may make its call. After every answer the router looks where the plan stands, so that each step can be followed by
 * whatever the ledger says: the next one, the way back, an end.
 */
export function planMachine(tables: Tables, kind: PlanKind, workers: Workers = 'own'): Definition {
  const ways = waysOf(tables, kind);
  const wave = stepsOfWaves(tables, kind);
  const single = ways.flatMap((table) =>
    tables.steps[table]
      .filter((step) => table !== kind || !wave.includes(step))
      .map((step) => stepStates(table, step, { next: ROUTE, failed: failedOf(table), workers })),
  );
  const atWaves = wave.map(({ id }) => ({ when: isText('$.answer.at', `${kind}.${id}`), next: WAVES }));
  const rules = [...STATE_RULES, ...atWaves, ...single.flatMap((one) => one.rules)];
  return {
    Comment: PLAN_NAMES[kind],
    StartAt: LOOK,
    States: {
      [LOOK]: invoke('observer', { next: ROUTE, failed: failedOf(kind), how: howOf(kind), workers }),
      [ROUTE]: choose(rules, UNKNOWN),
      ...(wave.length === 0 ? {} : waves(kind, wave, { next: LOOK, failed: failedOf(kind), workers })),
      ...Object.assign({}, ...single.map((one) => one.states)),
      ...endStates(kind),
    },
  };
}

/** The steps that are taken again for each copy, on the plan's own way: only there a wave can halt. */
function stepsOfWaves(tables: Tables, kind: PlanKind): readonly Step[] {
  const steps = tables.steps[kind];
  const last = steps.findIndex(({ again }) => again !== undefined);
  const first = steps.findIndex(({ id }) => id === steps[last]?.again);
  return last < 0 ? [] : steps.slice(first, last + 1);
}
