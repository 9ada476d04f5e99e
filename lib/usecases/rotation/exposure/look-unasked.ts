import type { Policy } from '../../../core/model/policy.ts';
import type { Snapshot } from '../../../core/model/snapshot.ts';
import { type Exposure, judgeExposure } from '../../../core/rotation/exposure/judge.ts';
import type { LateRevocation } from '../../../core/rotation/exposure/late.ts';
import { DEFAULT_LOOKS, nextLook, toldNow, untold } from '../../../core/rotation/exposure/looks.ts';
import type { OpenExposure } from '../../../core/rotation/exposure/open.ts';
import { missingPage } from '../../../core/rotation/exposure/pages.ts';
import { type Places, placesIn, staleness } from '../../../core/rotation/exposure/places.ts';
import { revocable } from '../../../core/rotation/exposure/sessions.ts';
import { type Trace, untraced, withUnread } from '../../../core/rotation/exposure/trace.ts';
import { regionsUnread } from '../../../core/rotation/exposure/unread.ts';
import type { Row } from '../../../core/rotation/ledger.ts';
import type { Known } from '../../../core/rotation/live.ts';
import type { RotationClock, RotationLedger } from '../../../ports/rotation.ts';
import type { ExposureWorkers } from '../../../ports/rotation-workers.ts';
import { known } from '../known.ts';
import type { Exposures } from './exposures-table.ts';
import { targetsOf } from './trace.ts';

/** An account as the last night kept it that read all of it. */
export interface Kept {
  readonly snapshot: Pick<Snapshot, 'workloads' | 'gaps' | 'regions' | 'takenAt'>;
  readonly policy: Policy;
}

export interface UnaskedPorts {
  readonly ledger: Pick<RotationLedger, 'read'>;
  readonly exposures: Pick<Exposures, 'open' | 'attestations' | 'told' | 'endLook' | 'putOff' | 'closed'>;
  readonly workers: ExposureWorkers;
  readonly clock: RotationClock;
  /** undefined: no night has read all of it yet. Fails where that can't be told. */
  readonly kept: (account: string) => Promise<Kept | undefined>;
  /** Regions that nights are held to; empty: all that are enabled. */
  readonly regions: readonly string[];
  readonly tell: (subject: string, text: string) => Promise<void>;
}

/**
 * Looks into a leak that is open, without anybody asking: judges it as a person's look does, but by the copies that the
 * last night saw, keeps what it found, and tells people of what is missing that they were not told of before.
 * @returns undefined when it is not open any more, or too early
 * @throws {RangeError} when the ledger has no such plan
 */
export async function lookUnasked(rotation: string, ports: UnaskedPorts): Promise<Exposure | undefined> {
  const { ledger, exposures, clock } = ports;
  const [{ open }, row] = await Promise.all([exposures.open(), ledger.read(rotation)]);
  const leak = open.find((each) => each.rotation === rotation);
  if (leak === undefined) return undefined;
  if (row === undefined || row.plan.kind !== 'contain')
    throw new RangeError(`expected a plan that contains a leak, got ${rotation}`);
  const kept = await known(() => ports.kept(leak.account));
  const looks = (isThere(kept) ? kept.policy.rotation.looks : undefined) ?? DEFAULT_LOOKS;
  if (clock.now() < leak.at + looks.soon) {
    await exposures.putOff(rotation, leak.at + looks.soon);
    return undefined;
  }
  const { exposure, late } = await judged(row, leak, kept, ports);
  const told = await exposures.told(rotation);
  const news = untold(exposure, told);
  if (news.length > 0 || (late !== null && late !== 'unknown' && late.revoked.length > 0)) {
    const { subject, text } = missingPage(exposure, news, late);
    await ports.tell(subject, text);
  }
  const at = clock.now();
  await exposures.endLook(exposure, {
    at,
    due: nextLook(leak.at, at, looks),
    told: toldNow(exposure, told),
  });
  if (exposure.state === 'closed') await exposures.closed(row, at);
  return exposure;
}

interface Judged {
  readonly exposure: Exposure;
  /** null: no session was there to be denied; unknown: the switcher failed. */
  readonly late: Known<LateRevocation> | null;
}

async function judged(
  row: Row,
  leak: OpenExposure,
  kept: KnownKept,
  { workers, exposures, clock, regions: named }: UnaskedPorts,
): Promise<Judged> {
  const { where } = row.plan;
  const regions = isThere(kept) ? kept.snapshot.regions : [];
  const unread =
    isThere(kept) && regions.length > 0
      ? regionsUnread(named, kept.snapshot.gaps)
      : ['every Region but those where it was in use: no night has told which there are'];
  const [{ traced, late }, attestations] = await Promise.all([
    followed(row, regions, workers, clock),
    exposures.attestations(row.rotation),
  ]);
  const exposure = judgeExposure({
    row,
    account: where.account,
    now: clock.now(),
    ...placesOf(row, leak, { kept, unread, now: clock.now() }),
    ...withUnread(row, traced, unread),
    attestations,
  });
  return { exposure, late };
}

/** What stands, once the sessions that CloudTrail tells of late are denied. */
async function followed(
  { rotation, plan }: Row,
  regions: readonly string[],
  workers: ExposureWorkers,
  clock: RotationClock,
): Promise<{ readonly traced: Trace; readonly late: Judged['late'] }> {
  const look = async () => {
    const found = await known(() => workers.trace(rotation, regions));
    return found === 'unknown'
      ? untraced('what its observer would tell: it fails, its log tells where')
      : found;
  };
  const traced = await look();
  const { account } = plan.where;
  if (revocable(traced.sessions, { ...traced, account, now: clock.now() }).length === 0)
    return { traced, late: null };
  const late = await known(() => workers.revoke(rotation, regions));
  // Whether they are denied is not the switcher's word, but what is read then.
  const changed = late === 'unknown' || late.revoked.length > 0;
  return { traced: changed ? await look() : traced, late };
}

type KnownKept = Kept | undefined | 'unknown';

function isThere(kept: KnownKept): kept is Kept {
  return kept !== undefined && kept !== 'unknown';
}

function placesOf(
  row: Row,
  { at }: OpenExposure,
  {
    kept,
    unread,
    now,
  }: { readonly kept: KnownKept; readonly unread: readonly string[]; readonly now: number },
): Places {
  if (kept === 'unknown') return { holdings: [], placeGaps: ['what the last night has kept of the account'] };
  if (kept === undefined)
    return { holdings: [], placeGaps: ['the account: no night has read all of it yet'] };
  const stale = staleness(Date.parse(kept.snapshot.takenAt), at, now);
  return placesIn(kept.snapshot, targetsOf(row), [...unread, ...stale]);
}
