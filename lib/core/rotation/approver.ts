import { attested } from './by-hand.ts';
import { isEnded, type Row } from './ledger.ts';
import { tableOf } from './own.ts';
import type { Approval } from './plan.ts';
import { approve } from './requests.ts';

/** What came of somebody's approval: the row to write, or why it is not taken and what to do. */
export type Approved =
  | { readonly state: 'taken'; readonly row: Row }
  /** Somebody is acting on the row this moment. */
  | { readonly state: 'busy' }
  | { readonly state: 'refused'; readonly because: string; readonly todo: string };

/**
 * Takes an approval of somebody else than who asked for the plan, and than who wrote down its dependents.
 * @param by ARN of the caller, as sts:GetCallerIdentity tells
 * @param at milliseconds since the epoch
 */
export function approveBy(row: Row, what: Approval, by: string, at: number): Approved {
  const no = gate(row, what, by, at);
  if (no !== null) return no;
  // An intent whose lease ran out is somebody's to take over first.
  if (row.intent !== null || (row.leaseUntil !== null && at < row.leaseUntil)) return { state: 'busy' };
  const { people } = row;
  const approved = approve({ ...row, leaseUntil: null }, what, at);
  if (approved === null || people === undefined) return notAsked(row, what);
  const approvals = [...people.approvals, { what, by, at }];
  return { state: 'taken', row: { ...approved, people: { ...people, approvals } } };
}

/**
 * Takes somebody's word that a copy which only a person can write holds what they were asked to put there. It is no
 * approval: whoever did it says so, be it who asked for the plan. Their name stays in the row.
 * @param by ARN of the caller, as sts:GetCallerIdentity tells
 */
export function attestBy(row: Row, copy: string, by: string, at: number): Approved {
  if (isEnded(row)) return refused(`the plan has ended (${row.state})`, 'nothing is left to do for it');
  if (row.intent !== null || (row.leaseUntil !== null && at < row.leaseUntil)) return { state: 'busy' };
  const taken = attested({ ...row, leaseUntil: null }, copy, by);
  if (taken !== null) return { state: 'taken', row: taken };
  const byHand = row.plan.copies.filter((each) => each.byHand === true).map(({ id }) => id);
  if (!byHand.includes(copy))
    return refused(
      byHand.length === 0
        ? 'no copy of this plan is written by hand'
        : `${copy} is no copy that is written by hand`,
      byHand.length === 0
        ? 'see nightwarden status for what it waits for'
        : `expected one of ${byHand.join(', ')}`,
    );
  return refused(
    `nobody is asked to write ${copy} now: the plan stands at ${row.place.table} ${row.place.step}`,
    'say so when nightwarden status asks for it',
  );
}

function gate(row: Row, what: Approval, by: string, at: number): Approved | null {
  const { people, plan } = row;
  if (isEnded(row)) return refused(`the plan has ended (${row.state})`, 'nothing is left to approve');
  if (people === undefined)
    return refused(
      'nobody knows who asked for it, nor who wrote down its dependents',
      'abort it, and have it planned anew by somebody',
    );
  if (isSame(by, people.requestedBy))
    return refused(`${by} asked for this plan`, 'somebody else must approve of it');
  if (people.authors.some((author) => isSame(by, author)))
    return refused(`${by} wrote down who depends on this credential`, 'somebody else must approve of it');
  if (what === 'delete' && plan.where.owner === null)
    return refused(
      'nobody is known to answer for it: it may be contained, never deleted',
      'it stays denied and Inactive; find its owner first',
    );
  const until = waitsSince(row, what) + people.approvalsWithin;
  if (at > until)
    return refused(
      `the approval has expired: it was asked for until ${new Date(until).toISOString()}`,
      plan.kind === 'contain'
        ? 'it stays denied and Inactive; delete it by hand as its runbook says'
        : 'abort it, and rehearse anew: the facts are old',
    );
  return null;
}

function refused(because: string, todo: string): Approved {
  return { state: 'refused', because, todo };
}

function notAsked(row: Row, what: Approval): Approved {
  const has = row.approved.includes(what);
  const asked = what === 'users' ? row.state === 'parked' : row.plan.approvals.includes(what);
  if (has) return refused('that was approved already', 'see nightwarden status');
  if (!asked)
    return refused(
      what === 'users'
        ? 'the plan is not parked: it waits for nobody to accept its users'
        : `it asks for no approval to ${what}`,
      'see nightwarden status for what it waits for',
    );
  return refused(
    `it has not come to that yet: it stands at ${row.place.table} ${row.place.step}`,
    'approve when nightwarden status says that it waits for it',
  );
}

/** Milliseconds since the epoch: the first moment at which nothing but the approval was missing. */
function waitsSince({ state, times, plan }: Row, what: Approval): number {
  const { watch, quarantine, parkAfter } = plan.durations;
  if (state === 'parked') return times.entered + parkAfter;
  if (tableOf(plan) === 'own') return times.entered;
  if (what === 'deactivate') return times.watchFrom + watch;
  return plan.kind === 'contain' ? times.entered : (times.deactivated ?? times.entered) + quarantine;
}

/**
 * Whether two ARNs are of one person: the same, or a session of the role that the other names. A session's name is the
 * caller's own word unless the role's trust policy binds it (sts:RoleSessionName).
 */
export function isSame(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [roleOf(one), roleOf(other)];
  return a !== null && b !== null && a.role === b.role && a.isSession !== b.isSession;
}

/** The account and name of the role that an ARN is about; null: of none. A session's ARN does not tell the role's path. */
function roleOf(arn: string): { readonly role: string; readonly isSession: boolean } | null {
  const session = /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn);
  if (session !== null) return { role: `${session[1]}/${session[2]}`, isSession: true };
  const role = /^arn:[^:]+:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn);
  return role === null ? null : { role: `${role[1]}/${role[2]}`, isSession: false };
}
