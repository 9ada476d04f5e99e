import { isEnded, type Row } from './ledger.ts';
import { next } from './moves.ts';
import { tableOf } from './own.ts';
import type { Approval, KeyId } from './plan.ts';

/** What people and events write into a row. Each is a write like any other: conditional, and null when it can't be taken. */

/**
 * An approval is taken only while the row waits for it: written into a row that somebody is acting on, it would take
 * the row from them, and with it a value that is nowhere else yet.
 */
export function approve(row: Row, what: Approval, at: number): Row | null {
  if (row.leaseUntil !== null || row.approved.includes(what)) return null;
  if (what === 'users') return row.state === 'parked' ? resume(row, [...row.approved, what], at) : null;
  if (!row.plan.approvals.includes(what) || row.place.step !== waitsAt(row, what)) return null;
  if (row.state === 'parked') return resume(row, [...row.approved, what], at);
  return row.state === 'going' ? next(row, { approved: [...row.approved, what] }) : null;
}

function waitsAt(row: Row, what: 'deactivate' | 'delete'): string {
  if (what === 'deactivate' && tableOf(row.plan) === 'own') return 'start';
  return row.plan.kind === 'contain' && what === 'delete' ? 'remove' : what;
}

/** A parked plan goes on: its watch begins anew. */
function resume(row: Row, approved: readonly Approval[], at: number): Row {
  const times = { ...row.times, entered: at, watchFrom: at };
  return next(row, { state: 'going', fault: null, approved, times });
}

/** Somebody asks for the old one back: past the point of no return there is nothing to give. */
export function abort(row: Row): Row | null {
  return isEnded(row) || row.noReturn || row.abort || row.plan.kind === 'contain'
    ? null
    : next(row, { abort: true });
}

/** A key of the principal leaked: no call of this plan starts any more, and contain takes its fence. */
export function expose(row: Row, key: KeyId): Row | null {
  return isEnded(row) || row.exposed.includes(key) ? null : next(row, { exposed: [...row.exposed, key] });
}
