import { roleName } from '../../model/arn.ts';
import { day } from '../../model/time.ts';
import { issuerName } from '../kinds/issuer.ts';
import { sparing } from '../plan.ts';
import * as commands from '../runbook/commands.ts';
import { revokeFromAbove } from '../runbook/from-above.ts';
import { asked, closed, elsewhereInTrail, open, unread } from './items.ts';
import type { ExposureFacts, Found } from './judge.ts';
import { minute } from './moments.ts';
import { deniedSince, irrevocable, type MintedSession, standingOf } from './sessions.ts';

/** Every session that what leaked has minted, and every one that these have. */
export function sessionItems(facts: ExposureFacts): readonly Found[] {
  const { sessions, trailGaps, row } = facts;
  if (row.plan.where.database !== undefined) return [];
  const { issuer } = row.plan.where;
  if (issuer !== undefined)
    return [
      asked(
        'third party',
        `whether sessions that it opened at the third party (${issuerName(issuer)}) have ended is not known here`,
        'end them in the console of the third party, or see that they ended with it, then attest',
      ),
    ];
  return [
    ...sessions.map((session) => ofSession(session, facts)),
    ...trailGaps.map((what) =>
      unread(
        `trail ${what}`,
        `sessions that CloudTrail would tell of: ${what}`,
        true,
        ...elsewhereInTrail(row, 'AssumeRole, GetSessionToken and GetFederationToken by this key'),
      ),
    ),
  ];
}

function ofSession(session: MintedSession, facts: ExposureFacts): Found {
  const { id, until } = session;
  const name = described(session);
  const standing = standingOf(session, facts);
  if (standing === 'expired') return closed(id, `${name} has expired`);
  if (standing === 'denied') {
    const since = deniedSince(session, facts.revoked);
    const when = since === null ? '' : ` since ${minute(since)} UTC`;
    return closed(id, `${name} is denied everything${when}`);
  }
  const lives = `lives until ${minute(until)} UTC`;
  if (standing === 'unknown')
    return unread(
      id,
      `${name} ${lives}, and whether it is denied could not be read`,
      false,
      'grant iam:GetRolePolicy and iam:GetUserPolicy to whoever asks',
    );
  const { role, userId } = session;
  if (role === null && sparing(facts.row.plan))
    return open(
      id,
      `${name} ${lives}`,
      'only a Deny of everything on its user ends it sooner, which takes the other key away too',
    );
  if (role === null)
    return open(
      id,
      `${name} ${lives}`,
      'deny its user everything: nightwarden status tells the plan, whose runbook has the command',
    );
  const why =
    irrevocable(role, facts.account) ?? (userId === null ? 'the name of its session is not told' : undefined);
  if (why !== undefined) return open(id, `${name} ${lives}: ${why}`, ...elsewhere(session, role, facts));
  return open(
    id,
    `${name} ${lives}`,
    'a deployment denies it when it looks next, if its contain switch is on run; at once, and nobody but sessions of that name which began before now:',
    commands.revokeSession(roleName(role) ?? role, id, userId ?? '', facts.now),
  );
}

/** What can be done about a session that can't be denied from here. */
function elsewhere(
  { id, userId }: MintedSession,
  role: string,
  { account, now }: ExposureFacts,
): readonly string[] {
  const of = role.split(':')[4] ?? '';
  if (!/^\d{12}$/.test(of) || of === account)
    return ['wait until it has expired, and look at what it does meanwhile'];
  return [
    `ask whoever answers for ${role} to revoke its sessions (IAM console: Revoke active sessions)`,
    ...(userId === null
      ? []
      : [
          'if that account is of your organisation, and not its management account, whoever manages it can deny that session alone, from above:',
          ...revokeFromAbove(of, id, userId, now).deny,
        ]),
  ];
}

function described({ how, role, by, at, id }: MintedSession): string {
  const what = role === null ? `session ${id} (${how})` : `session ${id} of ${role}`;
  return `${what}, made by ${by} on ${day(new Date(at).toISOString())}`;
}
