import type { Policy } from '../core/model/policy.ts';
import type { Memory } from '../ports/memory.ts';
import type { NamedPrincipals } from '../sources/iam/users.ts';
import type { LiveContext } from '../sources/source.ts';
import { weeklyRota } from '../sources/weekly-rota.ts';

export interface TurnOptions {
  /** 12 digits. */
  readonly account: string;
  readonly memory?: Memory | undefined;
  readonly deep?: boolean | undefined;
  readonly policy: Pick<Policy, 'rotaReads'>;
  readonly watched?: ReadonlySet<string>;
  readonly now: () => Date;
}

/** Whose turn it is tonight, for reads that have no bulk call. */
export function turnsOf(
  { users, roles }: Pick<NamedPrincipals, 'users' | 'roles'>,
  { account, memory, deep = false, policy, watched = new Set(), now }: TurnOptions,
): Pick<LiveContext, 'rota' | 'users' | 'principals'> {
  const ids = new Map([...users.map(({ arn, id }) => [arn, id] as const), ...roles]);
  const urgent = new Set(users.filter((user) => user.watched).map(({ arn }) => arn));
  const rota = weeklyRota({
    account,
    memory,
    deep,
    most: policy.rotaReads,
    now,
    identityOf: (subject) => ids.get(subject),
    isUrgent: (subject) => urgent.has(subject) || watched.has(subject.toLowerCase()),
  });
  return { rota, users, principals: [...users.map(({ arn }) => arn), ...roles.keys()] };
}
