import { NINETY_DAYS_MS } from '../../../aws/rotation/key-trail.ts';
import { roleName, userName } from '../../../core/model/arn.ts';
import type { ExposureFacts } from '../../../core/rotation/exposure/judge.ts';
import { type Move, moveKind } from '../../../core/rotation/exposure/moves.ts';
import {
  irrevocable,
  type MintedSession,
  type RevokedRoles,
} from '../../../core/rotation/exposure/sessions.ts';
import { isTraceable, type Trace, UNTRACEABLE } from '../../../core/rotation/exposure/trace.ts';
import type { Row } from '../../../core/rotation/ledger.ts';
import type { KeyFact } from '../../../core/rotation/live.ts';
import type { RotationClock } from '../../../ports/rotation.ts';
import type { Gateways } from '../hands/gateways.ts';
import { known } from '../known.ts';
import { followSessions, type Traced } from './follow-sessions.ts';

export interface Tracing {
  readonly gateways: Pick<Gateways, 'trail' | 'keys' | 'serviceCredentials' | 'policies' | 'roles'>;
  readonly clock: RotationClock;
  /** In which CloudTrail is asked: what is done elsewhere is not seen. */
  readonly regions: readonly string[];
  /** For how long sessions are followed, in milliseconds; absent: as long as it takes. */
  readonly within?: number;
}

/** Somebody who did more, or made more users, is told of as a gap: an answer has an end, and IAM takes few calls a second. */
const MOST_MOVES = 2000;
const MOST_MADE = 50;

/** 5,000 events of each key in each Region: a key that leaked may have been in use all the time. CloudTrail takes two calls a second. */
const PAGES = 100;

/** Every key that leaked with it, or may have. */
export function targetsOf({ plan, contain }: Pick<Row, 'plan' | 'contain'>): readonly string[] {
  return [...new Set([plan.key, ...(contain?.targets ?? [])])];
}

/** Every session of what leaked, as far as CloudTrail's history and the time go. */
export function followLeak(
  row: Row,
  {
    gateways,
    clock,
    regions,
    within,
  }: Omit<Tracing, 'gateways'> & { readonly gateways: Pick<Gateways, 'trail'> },
): Promise<Traced> {
  const now = clock.now();
  return followSessions(gateways.trail, {
    keys: targetsOf(row),
    regions,
    since: now - NINETY_DAYS_MS,
    pages: PAGES,
    ...(within === undefined ? {} : { isLate: () => clock.now() > now + within }),
  });
}

/** What IAM and CloudTrail tell of what leaked. It changes nothing and reads no value; what can't be read is unknown, or a gap. */
export async function traceExposure(row: Row, tracing: Tracing): Promise<Trace> {
  const { gateways, clock } = tracing;
  const { plan } = row;
  if (!isTraceable(plan)) return UNTRACEABLE;
  const now = clock.now();
  const [traced, keys, denied] = await Promise.all([
    followLeak(row, tracing),
    known(() => keysOf(gateways, plan)),
    known(() => gateways.policies.denied(userName(plan.principal) ?? '')),
  ]);
  const { sessions, gaps } = traced;
  const serious = traced.moves.filter((move) => moveKind(move) !== null);
  const moves = serious.slice(0, MOST_MOVES);
  const more = serious.length - moves.length;
  const [revoked, made] = await Promise.all([
    revokedRoles(gateways, sessions, plan.where.account),
    madeUsers(gateways, moves),
  ]);
  const tooMany = more > 0 ? [`${more} more of what it did: there is too much of it`] : [];
  const trailGaps = [...gaps, ...tooMany, ...forgotten(row, now)];
  return { keys, denied, sessions, moves, trailGaps, revoked, made };
}

/** CloudTrail forgets: what it did while it leaked is then only in the trail's files and in the evidence. */
function forgotten({ people, times }: Row, now: number): readonly string[] {
  const begun = people?.at ?? times.deactivated ?? times.entered;
  if (now - begun <= NINETY_DAYS_MS / 2) return [];
  // The same each night: what a person has said of it stays said.
  const from = new Date(begun - NINETY_DAYS_MS / 2).toISOString().slice(0, 10);
  return [`events from before ${from}: CloudTrail's history has 90 days`];
}

async function keysOf(
  { keys, serviceCredentials }: Tracing['gateways'],
  { principal, where }: Row['plan'],
): Promise<readonly KeyFact[]> {
  const user = userName(principal) ?? '';
  const listed =
    (await (where.service === undefined
      ? keys.list(user)
      : serviceCredentials.list(user, where.service.name))) ?? [];
  return listed.map(({ id, status }) => ({ id, status, maker: 'unknown' }));
}

export async function revokedRoles(
  { roles }: Pick<Gateways, 'roles'>,
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
  { keys, policies }: Tracing['gateways'],
  moves: readonly Move[],
): Promise<ExposureFacts['made']> {
  const names = [...new Set(moves.flatMap(({ made }) => made?.user ?? []))];
  const read = names.slice(0, MOST_MADE).map(async (user) => {
    const found = await known(async () => {
      const [listed, denied] = await Promise.all([keys.list(user), policies.denied(user)]);
      return listed === undefined
        ? ('gone' as const)
        : { keys: listed.map(({ id, status }) => ({ id, status })), denied };
    });
    return [user, found] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}
