import { HalfDoneError, NotCalledError } from '../../../../aws/rotation/outcome.ts';
import { type Database, otherUser } from '../../../../core/rotation/kinds/database.ts';
import { openUse } from '../../../../core/rotation/uses.ts';
import { DatabaseError } from '../../../../databases/postgres/errors.ts';
import { type Mark, markIn } from '../../../../databases/postgres/mark.ts';
import type { RoleSeen } from '../../../../databases/postgres/queries.ts';
import { newPassword, scramVerifier } from '../../../../databases/postgres/scram.ts';
import {
  type Change,
  type UsersGateway,
  type UsersSeen,
  usersGateway,
} from '../../../../databases/postgres/users.ts';
import type { At, KindHands, Value } from '../kind.ts';
import { adminOf } from './admin.ts';
import { sessionFault, slotFault, standing, turnFaults } from './rights.ts';

/**
 * Two users that take turns. Active: it may log in. Inactive: it may not, and its password would still be taken. A user
 * that is free has a password that nobody knows, is expired, and is in no list: its slot stays.
 */
export function userHands({ gateways, row, clock }: At): KindHands {
  const { plan, rotation, fence, seq, newKey } = row;
  const database = databaseOf(plan.where.database);
  const contains = plan.kind === 'contain';
  const gateway = once(async (): Promise<UsersGateway> => {
    const admin = await adminOf(database, (arn) => gateways.secrets.value(arn, null));
    return usersGateway(database, admin, database.users);
  });
  // One look is one moment, however much of it is asked for.
  const look = once(async (): Promise<UsersSeen> => (await gateway()).look());
  const mark: Mark = { rotation, fence, seq };

  async function change(name: string, wanted: Change, refuse: (seen: UsersSeen) => string | undefined) {
    await surely(async () => (await gateway()).change(name, mark, wanted, refuse));
  }
  async function issue(name: string | undefined, refuse: (seen: UsersSeen) => string | undefined) {
    if (name === undefined) throw new NotCalledError('the plan names no user that takes the next turn');
    const secret = newPassword();
    await change(name, { login: true, verifier: scramVerifier(secret), expires: 'never' }, refuse);
    return { id: name, secret } satisfies Value;
  }
  /** What leaked is cut off; nobody else ever is. */
  async function lock(name: string, wanted: Change): Promise<void> {
    await change(name, wanted, (seen) => (contains ? undefined : sessionFault(name, seen)));
    if (!contains) return;
    try {
      await (await gateway()).terminate(name);
    } catch (cause) {
      // Asked for again at once: what is done already is done again to no harm.
      throw new NotCalledError(`${name} may not log in any more, and its sessions may go on`, { cause });
    }
  }

  return {
    async list() {
      const { roles } = await look();
      return roles.flatMap((role) => {
        const status = standing(role);
        // What takes the place of what leaked is not what leaked.
        const isSuccessor = contains && role.name === newKey;
        return status === 'free' || isSuccessor ? [] : [{ id: role.name, status, createdAt: undefined }];
      });
    },
    async maker({ id }) {
      const role = (await look()).roles.find(({ name }) => name === id);
      return markIn(role?.comment ?? null)?.rotation === rotation ? 'ours' : 'other';
    },
    async sightings(id) {
      const sessions = (await look()).sessions.filter(({ name }) => name === id);
      return sessions.map(({ source }) => ({ at: clock.now(), source: source ?? undefined }));
    },
    async use(id) {
      const sessions = (await look()).sessions.filter(({ name }) => name === id);
      const sources = sessions.map(({ source }) => source ?? undefined);
      return openUse(plan, clock.now(), sources);
    },
    async denied() {
      const { roles, sessions } = await look();
      const role = roles.find(({ name }) => name === plan.key);
      const full = role?.canLogin !== true && !sessions.some(({ name }) => name === plan.key);
      return { full, sessionsBefore: null };
    },
    async successor() {
      const next = otherUser(database, plan.key);
      const role = (await look()).roles.find(({ name }) => name === next);
      return role !== undefined && standing(role) === 'Active' && !role.expired ? role.name : null;
    },
    async ready() {
      const seen = await look();
      const slot = slotFault(database, plan.key, seen);
      const newer = seen.roles.flatMap((role) => newerFault(role, fence) ?? []);
      return [...turnFaults(database, seen), ...newer, ...(slot === undefined ? [] : [slot])];
    },
    create: () =>
      issue(
        otherUser(database, plan.key),
        (seen) => turnFaults(database, seen)[0] ?? slotFault(database, plan.key, seen),
      ),
    readySuccessor: async () => {
      const [fault] = turnFaults(database, await look());
      if (fault !== undefined) throw new NotCalledError(fault);
    },
    // Quelled a moment ago, with everything that was on it.
    createSuccessor: () => {
      const next = otherUser(database, plan.key);
      return issue(next, (seen) => {
        const role = seen.roles.find(({ name }) => name === next);
        const isLocked = role !== undefined && standing(role) !== 'Active';
        if (!isLocked) return `${next ?? 'the next user'} may log in already`;
        return turnFaults(database, seen)[0] ?? sessionFault(role.name, seen);
      });
    },
    setStatus: (id, status) =>
      status === 'Active' ? change(id, { login: true }, () => undefined) : lock(id, { login: false }),
    remove: (id) => lock(id, { login: false, verifier: scramVerifier(newPassword()), expires: 'at once' }),
    denyAll: () => lock(plan.key, { login: false }),
    denySessions: () => lock(plan.key, { login: false }),
    async evidence() {
      const { roles, sessions } = await look();
      return roles.map((role) => ({
        id: role.name,
        status: standing(role),
        groups: role.groups,
        sessions: sessions.filter(({ name }) => name === role.name),
      }));
    },
  };
}

/** A ledger that was made anew counts from the beginning; the server remembers the one before. */
function newerFault({ name, comment }: RoleSeen, fence: number): string | undefined {
  const mark = markIn(comment);
  if (mark === undefined || mark.fence <= fence) return undefined;
  return `${name} bears the mark of a newer plan (rotation ${mark.rotation}): if its ledger is gone, take the mark off its comment`;
}

function databaseOf(database: Database | undefined): Database {
  if (database === undefined) throw new NotCalledError('the plan names no database');
  return database;
}

/** Asked once, however often. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}

/** Only the answer to a commit can be lost: without one the server takes everything back. */
async function surely(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    if (cause instanceof DatabaseError && cause.stage === 'commit')
      throw new HalfDoneError('the database did not say whether it was done', { cause });
    throw new NotCalledError('the user was not changed', { cause });
  }
}
