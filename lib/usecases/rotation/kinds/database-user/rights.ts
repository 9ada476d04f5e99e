import { type Database, otherUser } from '../../../../core/rotation/kinds/database.ts';
import type { RoleSeen } from '../../../../databases/postgres/queries.ts';
import type { UsersSeen } from '../../../../databases/postgres/users.ts';

/**
 * Why two users can't take turns, as texts; empty: they can. Each must be able to do what the other can, and no more:
 * by the same memberships, or because one is a member of the other, as AWS's own rotation makes them.
 */
export function turnFaults({ users }: Database, { roles }: Pick<UsersSeen, 'roles'>): readonly string[] {
  const found = users.map((name) => roles.find((role) => role.name === name));
  const [one, other] = found;
  const missing = users.filter((_, at) => found[at] === undefined);
  if (one === undefined || other === undefined) return missing.map((name) => `there is no user ${name}`);
  return [
    ...[one, other].flatMap((role) => ofOne(role)),
    ...(one.attributes === other.attributes
      ? []
      : [`${one.name} and ${other.name} differ in an attribute or a setting (ALTER ROLE)`]),
    ...notCovered(one, other),
    ...notCovered(other, one),
  ];
}

function ofOne({ name, privileged, alterable }: RoleSeen): readonly string[] {
  return [
    ...(privileged
      ? [`${name} is a superuser, may replicate, or may make users: no application needs that`]
      : []),
    ...(alterable
      ? []
      : [`the admin may not alter ${name}: it needs CREATEROLE, and ${name} WITH ADMIN OPTION`]),
  ];
}

/** What `old` can do and `fresh` can't. */
function notCovered(old: RoleSeen, fresh: RoleSeen): readonly string[] {
  if (fresh.groups.some(({ name, inherits }) => name === old.name && inherits)) return [];
  const lacks = old.groups.filter(
    ({ name, how }) =>
      name !== fresh.name && !fresh.groups.some((group) => group.name === name && group.how === how),
  );
  return [
    ...lacks.map(({ name }) => `${old.name} is a member of ${name} in a way that ${fresh.name} is not`),
    ...(old.own === 0
      ? []
      : [
          `${old.name} has ${old.own} objects or grants of its own, which ${fresh.name} has not: give them to a group that both are in (REASSIGN OWNED, GRANT)`,
        ]),
  ];
}

export type Standing = 'Active' | 'Inactive' | 'free';

/** free: it may not log in, and no password of it is taken. What lacks one of the two is somebody's. */
export function standing({ canLogin, expired }: RoleSeen): Standing {
  if (canLogin) return 'Active';
  return expired ? 'free' : 'Inactive';
}

/** Why the next user can't be given a password, as a text: it is somebody's, or still in use. */
export function slotFault(database: Database, user: string, seen: UsersSeen): string | undefined {
  const next = otherUser(database, user);
  const role = seen.roles.find(({ name }) => name === next);
  if (next === undefined || role === undefined) return `there is no user that takes the turn of ${user}`;
  if (standing(role) !== 'free') return `${next} is not free: it may log in, or its password is still taken`;
  return sessionFault(next, seen);
}

export function sessionFault(name: string, { sessions }: UsersSeen): string | undefined {
  const open = sessions.filter((session) => session.name === name);
  if (open.length === 0) return undefined;
  const from = [...new Set(open.map(({ source }) => source ?? 'an address that is not shown'))];
  return `${name} has ${open.length} open session${open.length === 1 ? '' : 's'}, from ${from.slice(0, 5).join(', ')}`;
}
