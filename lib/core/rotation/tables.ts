import type { ClaimId, WriteId } from './fences.ts';
import { type Answer, GUARDS, type GuardId, type GuardTable, type Scene } from './guards.ts';
import type { Place } from './ledger.ts';
import type { Need, Otherwise, Step, TableId } from './step.ts';
import { ALWAYS, BEFORE_CALL, ENDS, type EndId, STANDING, STEPS } from './steps/index.ts';

/** Everything that decides, as tables: production takes PROTOCOL_TABLES, the prover takes them apart. */
export interface Tables {
  readonly steps: Readonly<Record<TableId, readonly Step[]>>;
  readonly guards: GuardTable;
  readonly always: readonly Need[];
  readonly beforeCall: readonly Need[];
  readonly standing: readonly Need[];
  readonly ends: Readonly<Record<EndId, readonly Need[]>>;
  readonly claims: readonly ClaimId[];
  readonly writes: readonly WriteId[];
}

export const PROTOCOL_TABLES: Tables = {
  steps: STEPS,
  guards: GUARDS,
  always: ALWAYS,
  beforeCall: BEFORE_CALL,
  standing: STANDING,
  ends: ENDS,
  claims: ['principal', 'secret'],
  writes: ['seq', 'fence'],
};

export interface Failure {
  readonly need: Need;
  readonly otherwise: Otherwise;
}

/** The first need that does not hold, in the table's order. */
export function failing(tables: Tables, needs: readonly Need[], scene: Scene): Failure | undefined {
  for (const need of needs) {
    const answer: Answer = tables.guards[need.guard](scene);
    if (answer !== 'yes') return { need, otherwise: answer === 'no' ? need.no : need.unknown };
  }
  return undefined;
}

/** Everything that a step needs, in the order in which it is asked. */
export function needsOf(tables: Tables, step: Step): readonly Need[] {
  return step.holds === true ? [...tables.standing, ...step.needs] : step.needs;
}

/** The guards that the step asks at which a row stands. */
export function guardsAt(tables: Tables, place: Place): ReadonlySet<GuardId> {
  return new Set(needsOf(tables, stepOf(tables, place)).map(({ guard }) => guard));
}

export function stepOf(tables: Tables, { table, step }: Place): Step {
  const found = tables.steps[table].find(({ id }) => id === step);
  if (found === undefined) throw new Error(`expected a step of ${table}, got ${step}`);
  return found;
}
