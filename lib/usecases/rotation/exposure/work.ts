import type { RotationClients } from '../../../aws/rotation/limits.ts';
import type { LateRevocation } from '../../../core/rotation/exposure/late.ts';
import type { Trace } from '../../../core/rotation/exposure/trace.ts';
import type { Role } from '../../../core/rotation/roles.ts';
import type { RotationClock, RotationLedger, RotationSwitches } from '../../../ports/rotation.ts';
import { gatewaysOf, regionsOf } from '../hands/gateways.ts';
import type { ExposureAsk } from './exposure-workers.ts';
import { revokeLate } from './revoke-late.ts';
import { traceExposure } from './trace.ts';

/** Milliseconds for following sessions, which CloudTrail's pace may make long: less than a worker has. */
const FOLLOW_MS = 150_000;

export interface WorkPorts {
  readonly ledger: Pick<RotationLedger, 'read'>;
  readonly switches: RotationSwitches;
  /** Of the worker's role, in the account of the plan. */
  readonly clients: RotationClients;
  readonly role: Role;
  readonly clock: RotationClock;
}

/**
 * What a worker does when it is asked about a leak: it is told which, and where else to look, and goes by what it reads itself.
 * @throws {RangeError} when the ledger has no plan that contains one, or it is another role's part
 */
export async function workOnExposure(
  rotation: string,
  { do: what, regions: asked }: ExposureAsk,
  { ledger, switches, clients, role, clock }: WorkPorts,
): Promise<Trace | LateRevocation> {
  const row = await ledger.read(rotation);
  if (row === undefined || row.plan.kind !== 'contain')
    throw new RangeError(`expected a plan that contains a leak, got ${rotation}`);
  const { where } = row.plan;
  const gateways = gatewaysOf(clients, where);
  // Whatever nights read: where contain looked, and where IAM's own events are.
  const regions = [...new Set([...asked, ...regionsOf(gateways.main, where)])];
  const around = { gateways, clock, regions, within: FOLLOW_MS };
  if (what === 'trace') return traceExposure(row, around);
  if (role !== 'switcher') throw new RangeError(`expected the switcher to revoke sessions, got the ${role}`);
  return revokeLate(row, { ...around, switches });
}
