import { heldBack, type LateRevocation } from '../../../core/rotation/exposure/late.ts';
import { revocable } from '../../../core/rotation/exposure/sessions.ts';
import type { Row } from '../../../core/rotation/ledger.ts';
import type { RotationSwitches } from '../../../ports/rotation.ts';
import type { Gateways } from '../hands/gateways.ts';
import { reasonOf } from '../hands/reading.ts';
import { revokeRoles } from './revoke-roles.ts';
import { followLeak, revokedRoles, type Tracing } from './trace.ts';

export interface Revoking extends Omit<Tracing, 'gateways'> {
  readonly gateways: Pick<Gateways, 'trail' | 'roles'>;
  readonly switches: RotationSwitches;
}

/**
 * Denies what contain could not know of: sessions of roles that CloudTrail tells of since, by the same code. It goes by what
 * it reads itself, and asks how the switch stands again before each role. A session of which nobody knows whether it is
 * denied is left alone, and so is one that is.
 */
export async function revokeLate(row: Row, revoking: Revoking): Promise<LateRevocation> {
  const { gateways, switches, clock } = revoking;
  const stands = async () => heldBack(row, await switches.read('contain'));
  let held = await stands();
  if (held !== null) return { held, revoked: [], failed: [] };
  const { account } = row.plan.where;
  const { sessions } = await followLeak(row, revoking);
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
