import { describe, expect, it } from 'vitest';
import { ANSWER_FIELDS, answerOf } from '../../../lib/core/rotation/answer.ts';
import type { Row } from '../../../lib/core/rotation/ledger.ts';
import { ROTATE, worldOf } from '../../prove/scenarios.ts';

const HOUR = 3_600_000;

function row(change: object = {}, durations: object = {}): Row {
  const { row: begun } = worldOf(ROTATE, 0);
  const plan = { ...begun.plan, durations: { ...begun.plan.durations, poll: HOUR, ...durations } };
  return { ...begun, plan, ...change };
}

const at = (table: string, step: string, copy = 0) => ({ place: { table, step, copy } });
const left = (given: Row, because = 'watched', wakeAt = HOUR) => ({
  row: given,
  because,
  needs: null,
  wakeAt,
});

describe('what an invocation tells', () => {
  it('is ids, names and times, every field of it', () => {
    const told = answerOf({ ...left(row()), needs: 'issuer' }, 0);
    expect(Object.keys(told).toSorted()).toEqual([...ANSWER_FIELDS].toSorted());
    expect(told).toEqual({
      rotation: 'r',
      state: 'going',
      at: 'rotate.issue',
      copy: 0,
      waves: [0, 1],
      needs: 'issuer',
      because: 'watched',
      waitSeconds: 0,
      approval: null,
      halted: false,
    });
  });

  it.each`
    why                                            | wakeAt             | poll              | seconds
    ${'until what is waited for may have come'}    | ${90_000}          | ${HOUR}           | ${90}
    ${'rounded up'}                                | ${90_001}          | ${HOUR}           | ${91}
    ${'no longer than a poll: somebody must look'} | ${30 * 24 * HOUR}  | ${HOUR}           | ${3600}
    ${'a second at least'}                         | ${1}               | ${HOUR}           | ${1}
    ${'also when the time is over'}                | ${-5}              | ${HOUR}           | ${1}
    ${'a day at most, whatever the policy says'}   | ${300 * 24 * HOUR} | ${99 * 24 * HOUR} | ${86_400}
  `('waits $why: $seconds s', ({ wakeAt, poll, seconds }) => {
    expect(answerOf(left(row({}, { poll }), 'watched', wakeAt), 0).waitSeconds).toBe(seconds);
  });

  it.each`
    why                              | change                                                | because                 | approval
    ${'an approval to deactivate'}   | ${at('rotate', 'deactivate')}                         | ${'approvedDeactivate'} | ${'deactivate'}
    ${'an approval to delete'}       | ${at('rotate', 'delete')}                             | ${'approvedDelete'}     | ${'delete'}
    ${'nothing while it watches'}    | ${at('rotate', 'deactivate')}                         | ${'watched'}            | ${null}
    ${'parked: to accept the users'} | ${{ ...at('rotate', 'deactivate'), state: 'parked' }} | ${'parked'}             | ${'users'}
    ${'nothing of an end'}           | ${{ ...at('rotate', 'verify'), state: 'done' }}       | ${'approvedDelete'}     | ${null}
  `('asks a person for $why', ({ change, because, approval }) => {
    expect(answerOf(left(row(change), because), 0).approval).toBe(approval);
  });

  it.each`
    why                 | change                                                | halted
    ${'on its own way'} | ${at('rotate', 'publish', 1)}                         | ${false}
    ${'rolling back'}   | ${at('rollback', 'reactivate')}                       | ${true}
    ${'on a detour'}    | ${at('reap', 'quell')}                                | ${true}
    ${'parked'}         | ${{ ...at('rotate', 'deactivate'), state: 'parked' }} | ${true}
  `('halts the waves when it is $why: $halted', ({ change, halted }) => {
    expect(answerOf(left(row(change)), 0).halted).toBe(halted);
  });

  it('tells why a plan stopped, not why nothing is done now', () => {
    const blocked = row({ state: 'blocked', fault: { code: 'Blocked', because: 'copyOurs' } });
    expect(answerOf({ ...left(blocked, 'ended'), needs: 'observer' }, 0)).toMatchObject({
      because: 'copyOurs',
      needs: null,
      waitSeconds: 0,
    });
  });

  it('names the copies that are still to come', () => {
    expect(answerOf(left(row(at('rotate', 'confirm', 1))), 0).waves).toEqual([1]);
  });
});
