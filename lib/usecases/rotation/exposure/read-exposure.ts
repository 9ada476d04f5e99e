import type { Connection } from '../../../aws/connect.ts';
import type { RotationClients } from '../../../aws/rotation/limits.ts';
import type { Policy } from '../../../core/model/policy.ts';
import type { Snapshot } from '../../../core/model/snapshot.ts';
import type { ExposureFacts } from '../../../core/rotation/exposure/judge.ts';
import { placesIn } from '../../../core/rotation/exposure/places.ts';
import { withUnread } from '../../../core/rotation/exposure/trace.ts';
import { regionsUnread } from '../../../core/rotation/exposure/unread.ts';
import type { Row } from '../../../core/rotation/ledger.ts';
import { usageBook } from '../../../core/trust/usage.ts';
import type { Progress } from '../../../ports/progress.ts';
import { SOURCES } from '../../../sources/index.ts';
import { assemble } from '../../assemble.ts';
import { readLiveAccount } from '../../read-account.ts';
import { readPeople } from '../../read-people.ts';
import { gatewaysOf } from '../hands/gateways.ts';
import { only } from '../one-credential.ts';
import { PLACES } from '../read-credential.ts';
import { targetsOf, traceExposure } from './trace.ts';

/** With what, and as whom, an exposure is looked into. */
export interface ExposureReading {
  readonly connection: Connection;
  /** Of the same caller. */
  readonly clients: RotationClients;
  readonly policy: Policy;
  readonly regions?: readonly string[] | undefined;
  readonly profile?: string | undefined;
  readonly now: () => Date;
  readonly progress: Progress;
}

/**
 * Looks everything up that tells whether a leak is over. It changes nothing and reads no value; what can't be read is
 * unknown, or a gap.
 * @throws {InputError} for an unknown profile or Region
 * @throws {NothingReadError} when AWS can't be reached
 */
export async function readExposure(
  row: Row,
  reading: ExposureReading,
): Promise<Omit<ExposureFacts, 'attestations'>> {
  const { clients, now, progress } = reading;
  const clock = { now: () => now().getTime() };
  const snapshot = await readPlaces(reading);
  const unread = regionsUnread(reading.regions, snapshot.gaps);
  progress.step('following what it did in CloudTrail');
  const { regions, account } = snapshot;
  const traced = await traceExposure(row, { gateways: gatewaysOf(clients, row.plan.where), clock, regions });
  progress.done(`${traced.sessions.length} sessions`);
  return {
    row,
    account,
    now: clock.now(),
    ...placesIn(snapshot, targetsOf(row), unread),
    ...withUnread(row, traced, unread),
  };
}

/** The places where a copy of a key may lie, as a sweep reads them; no user's keys, and no secret. */
async function readPlaces(reading: ExposureReading): Promise<Snapshot> {
  const { connection, now } = reading;
  const people = await readPeople({}, now().toISOString());
  const account = await readLiveAccount({
    ...reading,
    sink: usageBook(),
    connection: only(connection, new Set(), []),
    sources: SOURCES.filter(({ part }) => PLACES.has(part)),
  });
  return assemble(account, people.in(account.manifest));
}
