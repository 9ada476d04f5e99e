import type { RotationClients } from '../../../aws/rotation/limits.ts';
import type { Trace } from '../../../core/rotation/exposure/trace.ts';
import type { RotationClock, RotationLedger } from '../../../ports/rotation.ts';
import { gatewaysOf } from '../hands/gateways.ts';
import type { ExposureAsk } from './exposure-workers.ts';
import { traceExposure } from './trace.ts';

/** Milliseconds for following sessions, which CloudTrail's pace may make long: less than a worker has. */
const FOLLOW_MS = 150_000;

export interface WorkPorts {
  readonly ledger: Pick<RotationLedger, 'read'>;
  /** Of the worker's role, in the account of the plan. */
  readonly clients: RotationClients;
  readonly clock: RotationClock;
}

/**
 * What a worker does when it is asked about a leak.
 * @throws {RangeError} when the ledger has no plan that contains one
 */
export async function workOnExposure(
  rotation: string,
  { regions }: ExposureAsk,
  { ledger, clients, clock }: WorkPorts,
): Promise<Trace> {
  const row = await ledger.read(rotation);
  if (row === undefined || row.plan.kind !== 'contain')
    throw new RangeError(`expected a plan that contains a leak, got ${rotation}`);
  const gateways = gatewaysOf(clients, row.plan.where);
  return traceExposure(row, { gateways, clock, regions, within: FOLLOW_MS });
}
