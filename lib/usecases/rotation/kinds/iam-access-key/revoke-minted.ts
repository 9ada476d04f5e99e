import { NINETY_DAYS_MS } from '../../../../aws/rotation/key-trail.ts';
import { inTime, LIMITS } from '../../../../aws/rotation/limits.ts';
import { followSessions } from '../../exposure/follow-sessions.ts';
import { revokeRoles } from '../../exposure/revoke-roles.ts';
import { regionsOf } from '../../hands/gateways.ts';
import type { At } from '../kind.ts';

/**
 * What CloudTrail tells by now of the sessions of roles that leaked keys have minted is denied. It may tell of the newest
 * only minutes later: the exposure stays open for those, and names them.
 */
export async function revokeMinted({ gateways, row, onTrouble }: At, before: number): Promise<void> {
  const { plan, rotation, contain } = row;
  const { trail, roles, main } = gateways;
  const asked = {
    keys: [...new Set([plan.key, ...(contain?.targets ?? [])])],
    regions: regionsOf(main, plan.where),
    since: before - NINETY_DAYS_MS,
  };
  try {
    const { sessions, gaps } = await inTime(followSessions(trail, asked), LIMITS.prepareMs);
    for (const gap of gaps) onTrouble?.(`sessions of roles were not followed: ${gap}`, undefined);
    const { account } = plan.where;
    const told = onTrouble === undefined ? {} : { onTrouble };
    await revokeRoles(roles, sessions, { rotation, account, before, ...told });
  } catch (cause) {
    onTrouble?.('sessions of roles were not followed', cause);
  }
}
