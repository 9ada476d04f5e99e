import type { Client } from 'pg';
import { connected, type Login, type Place } from './connect.ts';
import { UnreadyError } from './errors.ts';
import { type Mark, markIn, withMark } from './mark.ts';
import { ROLES, type RoleSeen, SESSIONS, type SessionSeen } from './queries.ts';

/** What a server tells of some of its users at one moment. */
export interface UsersSeen {
  /** Those that are there. */
  readonly roles: readonly RoleSeen[];
  readonly sessions: readonly SessionSeen[];
}

/** What becomes of a user. What is not told stays. */
export interface Change {
  readonly login: boolean;
  /** What Postgres keeps of a new password; never the password. */
  readonly verifier?: string;
  /** Whether a password is taken at all. */
  readonly expires?: 'never' | 'at once';
}

export interface UsersGateway {
  look(): Promise<UsersSeen>;
  /**
   * One transaction, on what it finds itself: `refuse` says what stands against it, and then nothing is changed. A
   * change by a newer plan, or a later one of the same, is never undone by one that comes late.
   * @throws {UnreadyError} nothing was changed
   * @throws {DatabaseError} at `commit`: nobody knows; else nothing was changed
   */
  change(
    name: string,
    mark: Mark,
    change: Change,
    refuse: (seen: UsersSeen) => string | undefined,
  ): Promise<void>;
  /** Ends all sessions of a user. */
  terminate(name: string): Promise<void>;
}

/** @param names of the users that are looked at */
export function usersGateway(place: Place, admin: Login, names: readonly string[]): UsersGateway {
  return {
    look: () => connected(place, admin, ({ client }) => seen(client, names)),
    change: (name, mark, change, refuse) =>
      connected(place, admin, async ({ client, at }) => {
        await client.query('begin');
        // Two of ours wait for each other, and look at what the other has done.
        await client.query('select pg_advisory_xact_lock(hashtext($1))', [`nightwarden ${name}`]);
        const now = await seen(client, names);
        const role = now.roles.find((each) => each.name === name);
        const against = role === undefined ? `there is no user ${name}` : (isLate(role, mark) ?? refuse(now));
        if (role === undefined || against !== undefined) throw new UnreadyError(against ?? 'no such user');
        await client.query(alter(client, name, change));
        await client.query(commentOn(client, name, withMark(role.comment, mark)));
        at('commit');
        await client.query('commit');
      }),
    terminate: (name) =>
      connected(place, admin, async ({ client }) => {
        await client.query(
          'select pg_terminate_backend(pid) from pg_stat_activity where usename = $1 and pid <> pg_backend_pid()',
          [name],
        );
      }),
  };
}

async function seen(client: Client, names: readonly string[]): Promise<UsersSeen> {
  const { rows: roles } = await client.query<RoleSeen>(ROLES, [names]);
  const { rows: sessions } = await client.query<SessionSeen>(SESSIONS, [names]);
  return { roles, sessions };
}

function isLate({ comment: text, name }: RoleSeen, mine: Mark): string | undefined {
  const last = markIn(text);
  if (last === undefined) return undefined;
  const isNewer = last.fence > mine.fence || (last.fence === mine.fence && last.seq > mine.seq);
  return isNewer ? `a newer plan has changed ${name} (rotation ${last.rotation})` : undefined;
}

/** A statement of this kind takes no parameters. */
function alter(client: Client, name: string, { login, verifier, expires }: Change): string {
  const words = [login ? 'LOGIN' : 'NOLOGIN'];
  if (verifier !== undefined) words.push(`PASSWORD ${client.escapeLiteral(verifier)}`);
  if (expires !== undefined) words.push(`VALID UNTIL '${expires === 'never' ? 'infinity' : '-infinity'}'`);
  return `ALTER ROLE ${client.escapeIdentifier(name)} ${words.join(' ')}`;
}

function commentOn(client: Client, name: string, text: string): string {
  return `COMMENT ON ROLE ${client.escapeIdentifier(name)} IS ${client.escapeLiteral(text)}`;
}
