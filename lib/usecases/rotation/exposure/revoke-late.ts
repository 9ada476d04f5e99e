import { NINETY_DAYS_MS } from '../../../aws/rotation/key-trail.ts';
import { heldBack, type LateRevocation } from '../../../core/rotation/exposure/late.ts';
import { revocable } from '../../../core/rotation/exposure/sessions.ts';
import type { Row } from '../../../core/rotation/ledger.ts';
import type { RotationSwitches } from '../../../ports/rotation.ts';
import type { Gateways } from '../hands/gateways.ts';
import { reasonOf } from '../hands/reading.ts';
import { followSessions } from './follow-sessions.ts';
import { revokeRoles } from './revoke-roles.ts';
import { PAGES, revokedRoles, type Tracing, targetsOf } from './trace.ts';

export interface Revoking extends Omit<Tracing, 'gateways'> {
  readonly gateways: Pick<Gateways, 'trail' | 'roles'>;
  readonly switches: RotationSwitches;
}

/**
 * Denies what contain could not know of: sessions of roles that CloudTrail tells of since, by the same code. It goes by what
 * it reads itself, and asks how the switch stands again before each role. A session of which nobody knows whether it is
 * denied is left alone, and so is one that is.
 */
export async function revokeLate(
  row: Row,
  { gateways, switches, clock, regions, within }: Revoking,
): Promise<LateRevocation> {
  const stands = async () => heldBack(row, await switches.read('contain'));
  let held = await stands();
  if (held !== null) return { held, revoked: [], failed: [] };
  const now = clock.now();
  const { account } = row.plan.where;
  const { sessions } = await followSessions(gateways.trail, {
    keys: targetsOf(row),
    regions,
    since: now - NINETY_DAYS_MS,
    pages: PAGES,
    ...(within === undefined ? {} : { isLate: () => clock.now() > now + within }),
  });
  const known = await revokedRoles(gateways, sessions, account);
  const before = clock.now();
  const alive = revocable(sessions, { now: before, account, denied: 'unknown', revoked: known });
  const done = await revokeRoles(gateways.roles, alive, {
    rotation: row.rotation,
    account,
    before,
    mayGoOn: async () => {
      held = await stands();
      return held === null;
    },
  });
  return {
    held,
    revoked: done.filter((each) => !('failed' in each)),
    failed: done.flatMap(({ role, sessions: of, failed }) =>
      failed === undefined ? [] : [{ role, sessions: of, because: reasonOf(failed) }],
    ),
  };
}
