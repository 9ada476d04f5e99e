import type { Key, Row as TableRow } from '../../aws/dynamodb.ts';
import type { TableWrite, When } from '../../aws/dynamodb-transact.ts';
import { accountIn } from '../../core/rotation/accounts.ts';
import { type Contained, freeFrom } from '../../core/rotation/contain-cap.ts';
import { isEnded, type Row } from '../../core/rotation/ledger.ts';

/** The partition of the rows that are not over, and of the contains of the last hour. */
export const OPEN = 'ROTATIONS#OPEN';

/** In an organisation each account has one of its own, for IAM grants a partition, and no row in it. */
export function openIn(account: string): string {
  return `${OPEN}#${account}`;
}

function openOf(rotation: string): string {
  const account = accountIn(rotation);
  return account === undefined ? OPEN : openIn(account);
}

/** The partition of the leaks that were contained. */
export const EXPOSURES = 'EXPOSURES';

export function exposureKey(rotation: string): Key {
  return { pk: EXPOSURES, sk: rotationKey(rotation) };
}

/** A leak is open until somebody has seen it closed: its plan's end is not its own. */
export function exposureRow({ rotation, plan }: Row, at: number): TableRow {
  const { key: credential, principal, where } = plan;
  const opened = {
    rotation,
    credential,
    principal,
    account: where.account,
    at,
    closedAt: null,
    expiresAt: null,
  };
  return { ...exposureKey(rotation), ...opened };
}

/** Counts the plans that began upon what was open. */
export const BEGUN: Key = { pk: OPEN, sk: 'BEGUN' };

export function nextAfter(begun: number): TableWrite {
  return { set: BEGUN, to: { begun: begun + 1 }, when: { begun: { absentOrBelow: begun + 1 } } };
}

export const CONTAINED = 'ROTATION-CONTAINED#';

export const NEW: When = { pk: { absent: true } };

export function asRead({ seq, fence }: Row): When {
  return { seq: { is: seq }, fence: { is: fence } };
}

export function rotationKey(rotation: string): string {
  return `ROTATION#${rotation}`;
}

export function rowKey(rotation: string): Key {
  return { pk: rotationKey(rotation), sk: 'ROW' };
}

export function fenceKey(principal: string): Key {
  return { pk: `FENCE#${principal}`, sk: 'FENCE' };
}

function claimKey(claim: string): Key {
  return { pk: `CLAIM#${claim}`, sk: 'CLAIM' };
}

export function rowFields(row: Row, at: number, keptMs: number) {
  return {
    row,
    seq: row.seq,
    fence: row.fence,
    state: row.state,
    // null: the table's own deletion passes it over.
    expiresAt: isEnded(row) ? seconds(at + keptMs) : null,
  };
}

export function newRow(row: Row, claims: readonly string[]): TableRow {
  return { ...rowKey(row.rotation), ...rowFields(row, 0, 0), expiresAt: null, claims: [...claims] };
}

export function momentRow(row: Row, at: number): TableRow {
  const sk = `MOMENT#${String(row.seq).padStart(9, '0')}`;
  return { pk: rotationKey(row.rotation), sk, at, row };
}

/** An ended row is looked at again as long as an effect of its own may land, and for no longer. */
export function openRow(row: Row, at: number, landsWithinMs: number): TableWrite {
  const { rotation } = row;
  const key = { pk: openOf(rotation), sk: rotationKey(rotation) };
  if (!isEnded(row)) return { put: { ...key, rotation, until: null } };
  if (row.unresolved.length === 0 || row.state === 'superseded') return { remove: key };
  const until = at + landsWithinMs;
  return { put: { ...key, rotation, until, expiresAt: seconds(until) } };
}

export function takePlace({ rotation }: Row, { account, place, at }: Contained): TableWrite {
  const until = freeFrom({ at });
  return {
    put: {
      pk: openOf(rotation),
      sk: `${CONTAINED}${account}#${String(place).padStart(4, '0')}`,
      account,
      place,
      at,
      rotation,
      until,
      expiresAt: seconds(until),
    },
    // Whole milliseconds: one that is free from now on is below the next.
    when: { until: { absentOrBelow: at + 1 } },
  };
}

export function containedOf({ account, place, at }: TableRow): Contained {
  return { account: String(account), place: Number(place), at: Number(at) };
}

/** @param from the rotation that may have it now; absent: it is free, or this rotation's already */
export function take(claim: string, row: Row, from: string = row.rotation): TableWrite {
  return {
    put: { ...claimKey(claim), rotation: row.rotation, fence: row.fence },
    when: { rotation: { absentOr: from } },
  };
}

export function giveBack(claim: string, row: Row): TableWrite {
  return { remove: claimKey(claim), when: { rotation: { absentOr: row.rotation } } };
}

/** Fences only rise: whoever was given an older one and comes late begins nothing. */
export function holds(row: Row): TableWrite {
  return {
    set: fenceKey(row.plan.principal),
    to: { held: row.fence, rotation: row.rotation },
    when: { held: { absentOrBelow: row.fence } },
  };
}

export function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
