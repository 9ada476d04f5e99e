import { isWithin } from '../../trust/networks.ts';
import type { DeclaredDependent } from '../policy.ts';

/** What a server tells of two users that take turns. */
export interface TurnFacts {
  /** Those that are there. */
  readonly users: readonly TurnUser[];
  /** Why they can't take turns, as texts; empty: they can. */
  readonly faults: readonly string[];
  /** The admin may end their sessions. */
  readonly endable: boolean;
}

export interface TurnUser {
  readonly name: string;
  /** Active: it may log in. free: it may not, and no password of it is taken. */
  readonly standing: 'Active' | 'Inactive' | 'free';
  readonly sessions: readonly { readonly source: string | null; readonly application: string }[];
}

/** Those whose password works: with one, it is the one that the secret must hold. */
export function activeUsers({ users }: TurnFacts): readonly TurnUser[] {
  return users.filter(({ standing }) => standing === 'Active');
}

/** Sessions that no declared dependent explains, as texts. A name of an application is what a client says of itself. */
export function strangeSessions(
  facts: TurnFacts,
  dependents: readonly DeclaredDependent[],
): readonly string[] {
  const networks = dependents.flatMap(({ seenAs }) => seenAs?.sources ?? []);
  const found = facts.users.flatMap(({ name, sessions }) =>
    sessions
      .filter(({ source }) => source === null || !isWithin(source, networks))
      .map(({ source, application }) => {
        const called = application === '' ? '' : ` (it calls itself ${application})`;
        return `a session of ${name} from ${source ?? 'an address that is not shown'}${called}, open now`;
      }),
  );
  return [...new Set(found)];
}
