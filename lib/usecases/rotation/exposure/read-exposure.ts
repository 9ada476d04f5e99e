import type { Connection } from '../../../aws/connect.ts';
import { NINETY_DAYS_MS } from '../../../aws/rotation/key-trail.ts';
import type { RotationClients } from '../../../aws/rotation/limits.ts';
import { roleName, userName } from '../../../core/model/arn.ts';
import type { Policy } from '../../../core/model/policy.ts';
import type { Snapshot } from '../../../core/model/snapshot.ts';
import { hasEnvironment } from '../../../core/model/workload.ts';
import { hidesCopy } from '../../../core/rotation/build/gaps.ts';
import type { ExposureFacts, Holding } from '../../../core/rotation/exposure/judge.ts';
import type { Move } from '../../../core/rotation/exposure/moves.ts';
import {
  irrevocable,
  type MintedSession,
  type RevokedRoles,
} from '../../../core/rotation/exposure/sessions.ts';
import { regionsUnread } from '../../../core/rotation/exposure/unread.ts';
import type { Row } from '../../../core/rotation/ledger.ts';
import type { KeyFact } from '../../../core/rotation/live.ts';
import { usageBook } from '../../../core/trust/usage.ts';
import type { Progress } from '../../../ports/progress.ts';
import { SOURCES } from '../../../sources/index.ts';
import { assemble } from '../../assemble.ts';
import { readLiveAccount } from '../../read-account.ts';
import { readPeople } from '../../read-people.ts';
import { type Gateways, gatewaysOf } from '../hands/gateways.ts';
import { known } from '../known.ts';
import { only } from '../one-credential.ts';
import { PLACES } from '../read-credential.ts';
import { followSessions } from './follow-sessions.ts';

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
  const { plan, contain } = row;
  const snapshot = await readPlaces(reading);
  const targets = [...new Set([plan.key, ...(contain?.targets ?? [])])];
  const regionGaps = regionsUnread(reading.regions, snapshot.gaps);
  const base = {
    row,
    account: snapshot.account,
    holdings: holdingsOf(snapshot, new Set(targets)),
    placeGaps: placeGapsOf(snapshot, regionGaps),
  };
  const nothing = {
    made: {},
    keys: [],
    denied: 'unknown',
    sessions: [],
    revoked: {},
    moves: [],
    trailGaps: [],
  } as const;
  if (plan.where.database !== undefined) return { ...base, ...nothing, now: now().getTime() };
  progress.step('following what it did in CloudTrail');
  const gateways = gatewaysOf(clients, plan.where);
  const asked = { keys: targets, regions: snapshot.regions, since: now().getTime() - NINETY_DAYS_MS };
  const [traced, keys, denied] = await Promise.all([
    followSessions(gateways.trail, asked),
    known(() => keysOf(gateways, plan)),
    known(() => gateways.policies.denied(userName(plan.principal) ?? '')),
  ]);
  const [revoked, made] = await Promise.all([
    revokedRoles(gateways, traced.sessions, snapshot.account),
    madeUsers(gateways, traced.moves),
  ]);
  progress.done(`${traced.moves.length} events, ${traced.sessions.length} sessions`);
  const { sessions, moves, gaps } = traced;
  const trailGaps = [...gaps, ...regionGaps, ...forgotten(row, now().getTime())];
  return { ...base, now: now().getTime(), keys, denied, sessions, moves, trailGaps, revoked, made };
}

function placeGapsOf({ gaps }: Snapshot, regionGaps: readonly string[]): readonly string[] {
  const places = gaps.filter(hidesCopy).map(({ missing, reason, scope }) => {
    const where = scope.region === undefined ? '' : ` in ${scope.region}`;
    return `${missing}${where} (${reason})`;
  });
  return [...places, ...regionGaps];
}

/** CloudTrail forgets: what it did while it leaked is then only in the trail's files and in the evidence. */
function forgotten({ people, times }: Row, now: number): readonly string[] {
  const begun = people?.at ?? times.deactivated ?? times.entered;
  return now - begun <= NINETY_DAYS_MS / 2
    ? []
    : [
        `events before ${new Date(now - NINETY_DAYS_MS).toISOString().slice(0, 10)}: CloudTrail's history has 90 days`,
      ];
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

function holdingsOf({ workloads }: Snapshot, targets: ReadonlySet<string>): readonly Holding[] {
  return workloads.flatMap(({ arn, type, environment }) =>
    environment.state !== 'read'
      ? []
      : environment.variables
          .filter(({ keyId }) => keyId !== undefined && targets.has(keyId))
          .map(({ name }) => ({ arn, where: hasEnvironment(type) ? `environment variable ${name}` : name })),
  );
}

async function keysOf(
  { keys, serviceCredentials }: Gateways,
  { principal, where }: Row['plan'],
): Promise<readonly KeyFact[]> {
  const user = userName(principal) ?? '';
  const listed =
    (await (where.service === undefined
      ? keys.list(user)
      : serviceCredentials.list(user, where.service.name))) ?? [];
  return listed.map(({ id, status }) => ({ id, status, maker: 'unknown' }));
}

async function revokedRoles(
  { roles }: Gateways,
  sessions: readonly MintedSession[],
  account: string,
): Promise<RevokedRoles> {
  const arns = [...new Set(sessions.flatMap(({ role }) => role ?? []))];
  const here = arns.filter((arn) => irrevocable(arn, account) === undefined);
  const read = here.map(async (arn) => {
    const revoked = await known(() => roles.revoked(roleName(arn) ?? ''));
    return [arn, revoked] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

async function madeUsers(
  { keys, policies }: Gateways,
  moves: readonly Move[],
): Promise<ExposureFacts['made']> {
  const names = [...new Set(moves.flatMap(({ made }) => made?.user ?? []))];
  const read = names.map(async (user) => {
    const found = await known(async () => {
      const [listed, denied] = await Promise.all([keys.list(user), policies.denied(user)]);
      return listed === undefined ? ('gone' as const) : { keys: listed, denied };
    });
    return [user, found] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}
