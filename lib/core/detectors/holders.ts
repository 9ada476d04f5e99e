import type { Dependent } from '../model/dependent.ts';
import type { Subject } from '../model/estate.ts';
import type { Fact } from '../model/facts.ts';

/** Where copies of a credential may lie: a holder is missed while one of them is unread. */
export const HOLDING_FACTS = [
  'functions',
  'function-environments',
  'task-definitions',
  'build-projects',
  'stacks',
  'parameters',
  'user-data',
] as const satisfies readonly Fact[];

/** The workloads that were found to carry it. */
export function holdersOf({ dependents }: Subject): readonly Dependent[] {
  return dependents.filter(({ role }) => role === 'holder');
}
