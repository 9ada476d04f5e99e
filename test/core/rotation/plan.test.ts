import { describe, expect, it } from 'vitest';
import { RotationError } from '../../../lib/core/rotation/faults.ts';
import { type Plan, planHash } from '../../../lib/core/rotation/plan.ts';
import { abort, approve, expose } from '../../../lib/core/rotation/requests.ts';
import { begin, contain, superseded } from '../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { CONTAIN, ROTATE } from '../../prove/scenarios.ts';

const row = begin(PROTOCOL_TABLES, 'r', ROTATE, 1, 0);
const asked: Plan = { ...ROTATE, approvals: ['deactivate'] };

describe("a plan's hash", () => {
  it('is the same whatever the order of its fields', () => {
    const turned = Object.fromEntries(Object.entries(ROTATE).toReversed()) as unknown as Plan;
    expect(planHash(turned)).toBe(planHash(ROTATE));
    expect(planHash(ROTATE)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, Partial<Plan>]>([
    ['the status of a slot', { slots: [{ id: 'O', status: 'Inactive' }] }],
    ['the secret version', { secret: { arn: 'a', version: 'v1' } }],
    ['a dependent', { dependents: [] }],
    ['the order of copies', { copies: ROTATE.copies.toReversed() }],
    ['the policy version', { policyVersion: '2' }],
  ])('changes with %s', (_what, change) => {
    expect(planHash({ ...ROTATE, ...change })).not.toBe(planHash(ROTATE));
  });
});

describe('what people write into a row', () => {
  it('an approval is taken only where the plan waits for it, and never from somebody who acts', () => {
    const waiting = {
      ...begin(PROTOCOL_TABLES, 'r', asked, 1, 0),
      place: { table: 'rotate', step: 'deactivate', copy: 0 },
    } as const;
    expect(approve(waiting, 'deactivate', 5)?.approved).toEqual(['deactivate']);
    expect(approve(waiting, 'delete', 5)).toBeNull();
    expect(approve({ ...waiting, leaseUntil: 9 }, 'deactivate', 5)).toBeNull();
    expect(approve(row, 'deactivate', 5)).toBeNull();
  });

  it('approving the users that were seen starts the watch of a parked plan anew', () => {
    const after = approve({ ...row, state: 'parked' }, 'users', 7);
    expect(after).toMatchObject({ state: 'going', approved: ['users'], times: { watchFrom: 7 } });
  });

  it('nobody gets back what is past the point of no return', () => {
    expect(abort(row)?.abort).toBe(true);
    const { place: _place, back: _back, ...rest } = row;
    const place = { table: 'rotate', step: 'delete', copy: 0 } as const;
    expect(abort({ ...rest, noReturn: true, place, back: null })).toBeNull();
  });

  it('each raises the seq, so that whoever had read the row before does not write', () => {
    expect(expose(row, 'O')?.seq).toBe(row.seq + 1);
    expect(expose({ ...row, exposed: ['O'] }, 'O')).toBeNull();
  });
});

describe('contain', () => {
  const rotating = {
    ...row,
    newKey: 'N1',
    intent: { effect: 'publish', call: { do: 'createKey' } },
  } as const;

  it('takes every key of the principal, and writes every dependent down as cut off', () => {
    const { contain: about, unresolved } = contain(PROTOCOL_TABLES, 'c', CONTAIN, rotating, 2, 0);
    expect(about).toMatchObject({ targets: ['O', 'N1'], replaced: { d1: null, d2: null } });
    expect(unresolved).toEqual(['publish']);
  });

  it('ends the plan that had the fence, whose writes then fail', () => {
    expect(superseded(rotating, 2)).toMatchObject({ state: 'superseded', fence: 2, intent: null });
  });
});

it('an error is named by its code, for that is what a state machine matches', () => {
  const error = new RotationError({ code: 'Blocked', because: 'copyOurs' });
  expect(error.name).toBe('Blocked');
  expect(error.message).toContain('Read the runbook');
});
