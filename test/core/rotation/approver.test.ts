import { describe, expect, it } from 'vitest';
import { approveBy, isSame } from '../../../lib/core/rotation/approver.ts';
import { planChanges } from '../../../lib/core/rotation/changes.ts';
import { inRotation, inRotationText } from '../../../lib/core/rotation/in-rotation.ts';
import type { People, Row } from '../../../lib/core/rotation/ledger.ts';
import type { Approval, Plan } from '../../../lib/core/rotation/plan.ts';
import {
  openPlan,
  openPlansText,
  planStatus,
  planStatusText,
} from '../../../lib/core/rotation/plan-status.ts';
import { begin } from '../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { ROTATE } from '../../prove/scenarios.ts';
import { aKey, aSecret, userArn } from '../detectors/build.ts';

const RITA = userArn('rita');
const ALICE = userArn('alice');
const ANA = userArn('ana');
const people: People = { requestedBy: RITA, at: 0, authors: [ALICE], approvalsWithin: 100, approvals: [] };
const plan: Plan = { ...ROTATE, approvals: ['deactivate', 'delete'] };
const waiting = {
  ...begin(PROTOCOL_TABLES, 'r', plan, 1, 0),
  place: { table: 'rotate', step: 'deactivate', copy: 0 },
  people,
} as Row;
const { watch, parkAfter } = plan.durations;

function of(row: Partial<Row>, what: Approval = 'deactivate', by: string = ANA, at = 5) {
  const approved = approveBy({ ...waiting, ...row } as Row, what, by, at);
  return approved.state === 'refused' ? approved.because : approved.state;
}

describe('an approval', () => {
  it.each<[string, Partial<Row>, Approval, string, number, string | RegExp]>([
    ['of somebody else is taken', {}, 'deactivate', ANA, 5, 'taken'],
    ['of who asked is refused', {}, 'deactivate', RITA, 5, /asked for this plan/],
    ['of who wrote down the dependents is refused', {}, 'deactivate', ALICE, 5, /wrote down who depends/],
    [
      'where nobody knows who asked is refused',
      { people: undefined as never },
      'deactivate',
      ANA,
      5,
      /nobody knows who asked/,
    ],
    ['on the last moment is taken', {}, 'deactivate', ANA, watch + 100, 'taken'],
    ['a moment later has expired', {}, 'deactivate', ANA, watch + 101, /has expired/],
    [
      'of a parked plan is counted from when it parked',
      { state: 'parked' },
      'users',
      ANA,
      parkAfter + 100,
      'taken',
    ],
    ['of a parked plan expires too', { state: 'parked' }, 'users', ANA, parkAfter + 101, /has expired/],
    [
      'that was not asked for is refused',
      { plan: ROTATE },
      'deactivate',
      ANA,
      5,
      /asks for no approval to deactivate/,
    ],
    [
      'before its step is refused',
      {},
      'delete',
      ANA,
      5,
      /has not come to that yet: it stands at rotate deactivate/,
    ],
    ['given twice is refused', { approved: ['deactivate'] }, 'deactivate', ANA, 5, /approved already/],
    ['to accept users of a plan that goes on is refused', {}, 'users', ANA, 5, /not parked/],
    ['of an ended plan is refused', { state: 'done' }, 'delete', ANA, 5, /has ended/],
    ['while somebody acts has to wait', { leaseUntil: 6 }, 'deactivate', ANA, 5, 'busy'],
    [
      'while an intent is open has to wait',
      { intent: { effect: 'create', call: { do: 'createKey' } }, leaseUntil: 1 },
      'deactivate',
      ANA,
      5,
      'busy',
    ],
    [
      'to delete what nobody owns is refused',
      { plan: { ...plan, where: { ...plan.where, owner: null } } },
      'delete',
      ANA,
      5,
      /never deleted/,
    ],
  ])('%s', (_what, row, what, by, at, expected) => {
    expect(of(row, what, by, at)).toMatch(expected);
  });

  it('is written down with who gave it', () => {
    const approved = approveBy(waiting, 'deactivate', ANA, 5);
    expect(approved).toMatchObject({
      row: { approved: ['deactivate'], people: { approvals: [{ what: 'deactivate', by: ANA, at: 5 }] } },
    });
  });

  it.each([
    ['the same ARN', ANA, ANA, true],
    ['two users', ANA, ALICE, false],
    [
      'a session and its role',
      'arn:aws:sts::111122223333:assumed-role/Admin/ana',
      'arn:aws:iam::111122223333:role/Admin',
      true,
    ],
    [
      'a session and its role with a path',
      'arn:aws:sts::111122223333:assumed-role/Admin/ana',
      'arn:aws:iam::111122223333:role/team/x/Admin',
      true,
    ],
    [
      'two sessions of one role',
      'arn:aws:sts::111122223333:assumed-role/Admin/ana',
      'arn:aws:sts::111122223333:assumed-role/Admin/rita',
      false,
    ],
    [
      'roles of two accounts',
      'arn:aws:sts::111122223333:assumed-role/Admin/ana',
      'arn:aws:iam::444455556666:role/Admin',
      false,
    ],
  ])('%s: same person %s', (_what, one, other, same) => {
    expect([isSame(one, other), isSame(other, one)]).toEqual([same, same]);
  });
});

describe('what has changed between two plans', () => {
  it.each<[string, Partial<Plan>, string[]]>([
    ['nothing', {}, []],
    ['a slot', { slots: [] }, ['the keys of the user: [{"id":"O","status":"Active"}] → []']],
    ['the policy', { policyVersion: '2' }, ['the rotation policy was changed']],
    ['the owner', { where: { ...ROTATE.where, owner: null } }, ['the owner: "payments" → null']],
  ])('%s', (_what, change, texts) => expect(planChanges(ROTATE, { ...ROTATE, ...change })).toEqual(texts));
});

describe('what a live plan explains', () => {
  const row = { ...waiting, newKey: 'N1' } as Row;
  const credentials = [
    aKey({ id: 'O' }),
    aKey({ id: 'N1' }),
    aKey({ id: 'X' }),
    { ...aSecret(), id: ROTATE.secret!.arn },
  ];

  it('is shown in rotation: the keys that it takes away or made, and its secret', () => {
    expect([...inRotation(credentials, [row]).keys()]).toEqual(['O', 'N1', ROTATE.secret!.arn]);
    expect(inRotationText(inRotation(credentials, [row]).get('O')!)).toBe('in rotation: rotate, plan r');
    expect(inRotation(credentials, [{ ...row, state: 'done' }]).size).toBe(0);
  });
});

describe('the status of a plan', () => {
  it('says what it waits for, and what to do', () => {
    const text = planStatusText(planStatus(waiting, [{ at: 0, row: waiting }]));
    expect(text).toContain('going, at rotate deactivate');
    expect(text).toContain('nightwarden approve r --deactivate: by somebody else than who asked for it');
    expect(text).toContain('nightwarden abort r: the old one comes back');
    expect(text).toContain(`asked  by ${RITA}`);
  });

  it.each([
    ['parked', 'approve r --accept-users'],
    ['blocked', 'status r --runbook'],
    ['restored', 'rehearse again'],
    ['refused', 'nothing was changed'],
  ] as const)('of one that is %s says what is next', (state, next) => {
    expect(planStatus({ ...waiting, state }, []).next.join()).toContain(next);
  });

  it('lists the plans that are under way, and those that could not be read', () => {
    const text = openPlansText([openPlan(waiting)], ['lost']);
    expect(text).toBe(
      '\nIn rotation\n  r  rotate O  rotate deactivate\n  lost  could not be read: nobody knows how it stands\n',
    );
    expect(openPlansText([])).toBe('');
  });
});
