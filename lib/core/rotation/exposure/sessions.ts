import type { Denied, Known } from '../live.ts';
import type { KeyId } from '../plan.ts';

/** Temporary credentials that a key, or a session of it, asked STS for; CloudTrail's record of the call tells of them. */
export interface MintedSession {
  /** Access key id of the session. */
  readonly id: KeyId;
  /** Access key id of whoever asked. */
  readonly by: KeyId;
  readonly how: 'AssumeRole' | 'GetSessionToken' | 'GetFederationToken';
  /** ARN; null: it is no role's. */
  readonly role: string | null;
  /** `AROA…:SESSION-NAME`, as aws:userid tells it; null: it is no role's, or was not told. */
  readonly userId: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly until: number;
}

/** What of a role's sessions is denied: those of one of these ids that are older than a moment. */
export interface Revoked {
  readonly userIds: readonly string[];
  /** Milliseconds since the epoch. */
  readonly before: number;
}

/** By the ARN of a role; gone: no session of it can do anything. */
export type RevokedRoles = Readonly<Record<string, Known<readonly Revoked[] | 'gone'>>>;

export type Standing = 'expired' | 'denied' | 'alive' | 'unknown';

/**
 * Whether a session can still do something.
 * - GetSessionToken: whatever is denied to the user is denied to it, also by the age of its token.
 * - GetFederationToken: it can do no more than its user, so everything must be denied to that.
 * - AssumeRole: it has the role's permissions; only a Deny on the role stops it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_disable-perms.html
 */
export function standingOf(
  { how, role, userId, at, until }: MintedSession,
  {
    now,
    denied,
    revoked,
  }: { readonly now: number; readonly denied: Known<Denied>; readonly revoked: RevokedRoles },
): Standing {
  if (until <= now) return 'expired';
  if (how !== 'AssumeRole') {
    if (denied === 'unknown') return 'unknown';
    const isOld = how === 'GetSessionToken' && denied.sessionsBefore !== null && at < denied.sessionsBefore;
    return denied.full || isOld ? 'denied' : 'alive';
  }
  const found = role === null ? undefined : revoked[role];
  if (found === undefined) return 'alive';
  if (found === 'unknown') return 'unknown';
  if (found === 'gone') return 'denied';
  return denials({ userId, at }, found).length > 0 ? 'denied' : 'alive';
}

/** What of a role denies a session of it, by its name and its age. */
function denials(
  { userId, at }: Pick<MintedSession, 'userId' | 'at'>,
  found: readonly Revoked[],
): readonly Revoked[] {
  return userId === null
    ? []
    : found.filter(({ before, userIds }) => at < before && userIds.includes(userId));
}

/** Since when the sessions of a role are denied, in milliseconds since the epoch; null: they are not, or are no role's. */
export function deniedSince({ role, userId, at }: MintedSession, revoked: RevokedRoles): number | null {
  const found = role === null ? undefined : revoked[role];
  if (found === undefined || found === 'unknown' || found === 'gone') return null;
  const since = denials({ userId, at }, found).map(({ before }) => before);
  return since.length === 0 ? null : Math.min(...since);
}

/** Sessions of roles that live and can be denied from here. One of which nobody knows whether it is denied is none. */
export function revocable(
  sessions: readonly MintedSession[],
  facts: {
    readonly now: number;
    readonly account: string;
    readonly denied: Known<Denied>;
    readonly revoked: RevokedRoles;
  },
): readonly MintedSession[] {
  return sessions.filter(
    (session) =>
      session.how === 'AssumeRole' &&
      session.role !== null &&
      session.userId !== null &&
      irrevocable(session.role, facts.account) === undefined &&
      standingOf(session, facts) === 'alive',
  );
}

/** Why the sessions of a role can't be revoked from here, as a text; undefined: they can. */
export function irrevocable(role: string, account: string): string | undefined {
  const found = /^arn:[\w-]+:iam::(\d{12}):role\/(.+)$/.exec(role);
  if (found === null) return 'its role is not told';
  const [, of, path] = found;
  if (of !== account) return `its role lies in account ${of}`;
  if (path?.startsWith('aws-service-role/') === true)
    return 'its role is linked to a service of AWS, which nobody can deny anything';
  return OWN.test(path ?? '') ? "its role is Nightwarden's own, which it never touches" : undefined;
}

/** As they are denied to the switcher: by path or name. */
const OWN = /^[Nn]ightwarden/;

/** No session of a role, of a user or of a federated user lives longer. */
export const LONGEST_SESSION_MS = 36 * 3_600_000;
