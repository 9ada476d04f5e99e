import { createHash } from 'node:crypto';
import type { RoleSessionsGateway } from '../../../aws/rotation/role-sessions.ts';
import { roleName } from '../../../core/model/arn.ts';
import { irrevocable, type MintedSession } from '../../../core/rotation/exposure/sessions.ts';

export interface Revocation {
  readonly rotation: string;
  /** 12 digits. */
  readonly account: string;
  /** Milliseconds since the epoch: sessions that began before then. */
  readonly before: number;
  /** Asked right before each role is written to: whether that is still wanted. Absent: it is. */
  readonly mayGoOn?: () => Promise<boolean>;
  readonly onTrouble?: (what: string, cause: unknown) => void;
}

/** What came of one role. */
export interface RevokedOf {
  readonly role: string;
  /** Access key ids of the sessions. */
  readonly sessions: readonly string[];
  /** undefined: they are denied. */
  readonly failed?: unknown;
}

/**
 * Denies everything to the sessions of roles that what leaked has minted, and to no other session of these roles: by
 * aws:userid, which holds the session's name. Each role is tried; what could not be done is told, and is seen by whoever
 * judges the exposure. Nothing waits for it.
 */
export async function revokeRoles(
  roles: Pick<RoleSessionsGateway, 'revoke'>,
  sessions: readonly MintedSession[],
  { rotation, account, before, mayGoOn = async () => true, onTrouble }: Revocation,
): Promise<readonly RevokedOf[]> {
  const done: RevokedOf[] = [];
  const alive = sessions.filter(({ until }) => until > before);
  const byRole = Map.groupBy(alive, ({ role }) => role);
  for (const [role, minted] of byRole) {
    const name = roleName(role);
    if (role === null || name === null || irrevocable(role, account) !== undefined) continue;
    const userIds = [...new Set(minted.flatMap(({ userId }) => userId ?? []))].toSorted();
    if (userIds.length === 0) continue;
    if (!(await mayGoOn())) break;
    const of = { role, sessions: minted.flatMap(({ id, userId }) => (userId === null ? [] : [id])) };
    try {
      await roles.revoke(name, policyFor(rotation, userIds), { userIds, before });
      done.push(of);
    } catch (cause) {
      onTrouble?.(`sessions of role ${name} were not revoked`, cause);
      done.push({ ...of, failed: cause });
    }
  }
  return done;
}

/**
 * By the rotation and whom it denies: asked again, it is the same policy, and one that sees fewer sessions than before takes
 * no Deny off.
 */
function policyFor(rotation: string, userIds: readonly string[]): string {
  return createHash('sha256')
    .update([rotation, ...userIds].join('\n'))
    .digest('hex')
    .slice(0, 12);
}
