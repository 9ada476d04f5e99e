import type { Dependent } from '../model/dependent.ts';
import type { Subject } from '../model/estate.ts';
import { COPY_FACTS, type Fact } from '../model/facts.ts';

/** Who may hold a key or a role's sessions: a holder is missed while one of them is unread. */
export const HOLDING_FACTS: readonly Fact[] = [...COPY_FACTS, 'workload-roles'];

/** The workloads that were found to carry it. */
export function holdersOf({ dependents }: Subject): readonly Dependent[] {
  return dependents.filter(({ role }) => role === 'holder');
}
