import type { Credential } from '../model/credential.ts';
import { FACT_SOURCES, type Fact } from '../model/facts.ts';
import type { SourceGap } from '../model/gap.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { factsOf } from '../trust/facts.ts';

/** Why something that was not found may still be there. */
export interface Blind {
  readonly missing: string;
  readonly reason: string;
}

/**
 * Tells of a credential whether a fact that would speak of it was not read, or not all of it. What was not found is
 * not there only when nothing is hidden.
 * @param facts any of them hides
 * @param anywhere a gap in one place hides something of every credential: what lies in a workload that was not read
 *   may be any key
 */
export function blindTo(
  snapshot: Snapshot,
  facts: readonly Fact[],
  { anywhere = false }: { readonly anywhere?: boolean } = {},
): (credential: Pick<Credential, 'id' | 'principal'>) => Blind | undefined {
  const known = factsOf(snapshot);
  const unread = facts.find((fact) => !known.has(fact));
  const gaps = snapshot.gaps.filter((gap) => gap.facts.some((fact) => facts.includes(fact)));
  const [wide] = gaps.filter(({ scope }) => anywhere || scope.subject === undefined);
  if (wide !== undefined) return () => blindBy(wide);
  if (unread !== undefined) {
    const blind = { missing: FACT_SOURCES[unread], reason: `${unread.replaceAll('-', ' ')} not read` };
    return () => blind;
  }
  const bySubject = new Map(gaps.map((gap) => [gap.scope.subject, gap]));
  return ({ id, principal }) => {
    const gap = bySubject.get(id) ?? (principal === null ? undefined : bySubject.get(principal));
    return gap === undefined ? undefined : blindBy(gap);
  };
}

function blindBy({ missing, reason }: SourceGap): Blind {
  return { missing, reason };
}
