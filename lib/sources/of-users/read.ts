import { partOf } from '../../aws/reading.ts';
import type { Fact } from '../../core/model/facts.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import type { LiveContext } from '../source.ts';

export interface ReadOfUsers {
  /** For the memory between nights: `ssh-keys`. */
  readonly kind: string;
  /** The IAM action of the call. */
  readonly action: string;
  readonly facts: readonly Fact[];
  readonly users: LiveContext['users'];
  /** What is kept of a user's list. */
  readonly read: (userName: string) => Promise<readonly Item[]>;
}

/** Reads what IAM lists one user at a time, each at their turn; every item carries the moment of its reading. */
export async function readOfUsers(
  { account, rota, hints: { everyPrincipal } }: LiveContext,
  { kind, action, facts, users, read }: ReadOfUsers,
): Promise<Part> {
  const names = new Map(users.map(({ name, arn }) => [arn, name]));
  const { results, gaps } = await rota.read([...names.keys()], {
    kind,
    action,
    facts,
    scope: { account },
    noun: 'users',
    read: async (arn) => read(names.get(arn) ?? ''),
  });
  const items = results.flatMap(({ result, readAt }) => result.map((item) => ({ ...item, ReadAt: readAt })));
  const answered = results.length > 0 || names.size === 0;
  return ofAll(partOf(action, [{ items, gaps, answered }]), everyPrincipal, results.length > 0);
}

/** Where the details of IAM were not read to the end, their gap says that there may be more. */
export function ofAll(part: Part, everyPrincipal: boolean, answered: boolean): Part {
  if (everyPrincipal || part.status === 'unread') return part;
  return { ...part, status: answered ? 'partial' : 'unread' };
}
