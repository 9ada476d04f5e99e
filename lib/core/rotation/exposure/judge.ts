import type { Row } from '../ledger.ts';
import type { Denied, KeyFact, Known } from '../live.ts';
import type { KeyId } from '../plan.ts';
import { copyItems } from './copies.ts';
import { moveItems } from './left-behind.ts';
import type { Move } from './moves.ts';
import { originItems } from './origin.ts';
import { refusedItems } from './refused.ts';
import { sessionItems } from './session-items.ts';
import type { MintedSession, RevokedRoles } from './sessions.ts';

/** What must be so before a leak is over, in the order in which it is looked at. */
export const CHECKS = ['refused', 'sessions', 'copies', 'third-parties', 'lateral-movement'] as const;
export type CheckId = (typeof CHECKS)[number];

/** What a person has said of some items of a check: by name, and with a reason. */
export interface Attestation {
  readonly check: CheckId;
  /** ARN of who said so. */
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly because: string;
  /** Ids of the items that it is about: what comes later is not. */
  readonly covers: readonly string[];
}

/** Where a copy of what leaked was found. */
export interface Holding {
  readonly arn: string;
  /** `environment variable AWS_ACCESS_KEY_ID` */
  readonly where: string;
}

/** A user that what leaked has had its hands on. */
export interface MadeUser {
  readonly keys: readonly Pick<KeyFact, 'id' | 'status'>[];
  readonly denied: Denied;
}

/** What was looked up of one contained principal. Everything that could not be read is unknown. */
export interface ExposureFacts {
  readonly row: Row;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly account: string;
  readonly keys: Known<readonly KeyFact[]>;
  readonly denied: Known<Denied>;
  readonly sessions: readonly MintedSession[];
  readonly revoked: RevokedRoles;
  readonly moves: readonly Move[];
  /** How the users stand whom it made, or for whom it made a key, by name. */
  readonly made: Readonly<Record<string, Known<MadeUser | 'gone'>>>;
  readonly holdings: readonly Holding[];
  /** What of CloudTrail was not read, as texts: nobody knows what was done there. */
  readonly trailGaps: readonly string[];
  /** Where a copy may lie that could not be read, as texts. */
  readonly placeGaps: readonly string[];
  readonly attestations: readonly Attestation[];
}

/** One thing that is, or was, missing. */
export interface Item {
  readonly id: string;
  readonly what: string;
  readonly state: 'closed' | 'open' | 'unknown';
  /** What to do about it; empty: nothing. */
  readonly todo: readonly string[];
  /** A person's word closes it. */
  readonly attestable: boolean;
  readonly attested: Attestation | null;
}

export interface Check {
  readonly id: CheckId;
  readonly state: Item['state'];
  readonly items: readonly Item[];
}

export interface Exposure {
  readonly schema: 'nightwarden.exposure/1';
  readonly rotation: string;
  readonly credential: KeyId;
  readonly principal: string;
  /** open: until each check is closed. What is unknown keeps it open. */
  readonly state: 'open' | 'closed';
  readonly checks: readonly Check[];
}

/** An item before anybody has said anything of it. */
export type Found = Omit<Item, 'attested'>;

const OF: Readonly<Record<CheckId, (facts: ExposureFacts) => readonly Found[]>> = {
  refused: refusedItems,
  sessions: sessionItems,
  copies: copyItems,
  'third-parties': originItems,
  'lateral-movement': moveItems,
};

/** Whether a leak is over, and if not what is missing. */
export function judgeExposure(facts: ExposureFacts): Exposure {
  const { rotation, plan } = facts.row;
  const checks = CHECKS.map((id): Check => {
    const items = OF[id](facts).map((found) => attested(id, found, facts.attestations));
    return { id, items, state: worst(items) };
  });
  return {
    schema: 'nightwarden.exposure/1',
    rotation,
    credential: plan.key,
    principal: plan.principal,
    state: checks.every(({ state }) => state === 'closed') ? 'closed' : 'open',
    checks,
  };
}

/** The items that a person can close now: what an attestation of a check covers. */
export function attestableIn({ checks }: Exposure, check: CheckId): readonly string[] {
  const items = checks.find(({ id }) => id === check)?.items ?? [];
  return items.filter(({ attestable, state }) => attestable && state !== 'closed').map(({ id }) => id);
}

function attested(check: CheckId, found: Found, said: readonly Attestation[]): Item {
  const last = found.attestable
    ? said.findLast((each) => each.check === check && each.covers.includes(found.id))
    : undefined;
  if (found.state === 'closed' || last === undefined) return { ...found, attested: null };
  return { ...found, state: 'closed', todo: [], attested: last };
}

function worst(items: readonly Item[]): Item['state'] {
  if (items.some(({ state }) => state === 'open')) return 'open';
  return items.some(({ state }) => state === 'unknown') ? 'unknown' : 'closed';
}
