import { describe, expect, it } from 'vitest';
import { ANSWER_FIELDS } from '../../../lib/core/rotation/answer.ts';
import { ASKED_SECONDS, LOOKS_EACH, waitMachine } from '../../../lib/infra/rotation/wait-machine.ts';
import { build, machineOf } from './machines.ts';

/** Of a history: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MOST_EVENTS = 25_000;
/** Entered and exited; a Lambda task is scheduled, started and has succeeded beside it, a child execution is submitted too. */
const EVENTS = { Choice: 2, Pass: 2, Wait: 2, Succeed: 2, Task: 5 } as const;
const CHILD = 7;

const waiting = {
  rotation: 'r',
  state: 'going',
  at: 'rotate.deactivate',
  copy: 0,
  waves: [0],
  needs: null,
  because: 'watched',
  waitSeconds: 900,
  approval: null,
  halted: false,
};

/** Looks until it goes back, and how many there were. */
async function looks(answers: (look: number) => object): Promise<number> {
  let count = 0;
  const { machine } = machineOf('wait');
  await machine.run(
    { rotation: 'r', at: waiting.at, copy: 0, answer: waiting, looks: 0 },
    {
      overrides: {
        taskResourceLocalHandlers: {
          'Look again': () => {
            count += 1;
            return answers(count) as never;
          },
          'Ask for approval': () => {
            throw Object.assign(new Error('nobody answered'), { name: 'States.Timeout' });
          },
        },
        waitTimeOverrides: { Wait: 0 },
        retryIntervalOverrides: { 'Ask for approval': 0, 'Look again': 0 },
      },
      context: { Task: { Token: 'token' } },
    },
  ).result;
  return count;
}

describe('the machine that waits', () => {
  it('goes back after so many looks, so that its own history stays small', async () => {
    expect(await looks(() => waiting)).toBe(LOOKS_EACH);
    const each = 2 * EVENTS.Choice + EVENTS.Wait + EVENTS.Task + EVENTS.Pass;
    expect(LOOKS_EACH * each).toBeLessThan(MOST_EVENTS / 3);
  });

  it('keeps thirty days of a look each quarter of an hour out of the history of the plan', () => {
    const looked = (30 * 86_400) / waiting.waitSeconds;
    const children = Math.ceil(looked / LOOKS_EACH);
    expect(looked).toBe(2880);
    expect(children * (CHILD + EVENTS.Choice)).toBeLessThan(100);
    // Even a look each ten seconds would do.
    expect(((30 * 86_400) / 10 / LOOKS_EACH) * (CHILD + EVENTS.Choice)).toBeLessThan(MOST_EVENTS / 4);
  });

  it.each`
    why                        | change
    ${'there is a call'}       | ${{ needs: 'switcher', waitSeconds: 0 }}
    ${'it is at another step'} | ${{ at: 'rollback.reactivate' }}
    ${'it is at another copy'} | ${{ copy: 1 }}
    ${'it has ended'}          | ${{ state: 'blocked' }}
  `('goes back at once when $why', async ({ change }) => {
    expect(await looks((look) => (look < 3 ? waiting : { ...waiting, ...change }))).toBe(3);
  });

  it('asks, looks again when nobody answered within the hour, and asks again', async () => {
    const asking = { ...waiting, approval: 'deactivate' };
    expect(await looks((look) => (look < 5 ? asking : { ...waiting, needs: 'switcher' }))).toBe(5);
    expect(ASKED_SECONDS).toBe(3600);
  });
});

describe('every task', () => {
  it.each(['rotate', 'retire', 'contain', 'wait'] as const)('of %s is tried again, and caught', (name) => {
    const { states, tasks } = machineOf(name);
    expect(tasks.size).toBeGreaterThan(1);
    for (const task of tasks.keys()) {
      const { Retry, Catch, Next } = states.get(task) ?? { Type: '' };
      expect([task, (Retry as readonly unknown[]).length > 0]).toEqual([task, true]);
      expect([task, JSON.stringify(Catch).includes('States.ALL')]).toEqual([task, true]);
      expect(states.has(String(Next))).toBe(true);
    }
  });

  it('of the way back is tried for hours, of the way forward for minutes', () => {
    const { states } = machineOf('rotate');
    const tries = (state: string) =>
      ((states.get(state)?.Retry ?? []) as readonly { readonly MaxAttempts: number }[]).at(-1)?.MaxAttempts;
    expect(tries('Roll back: reactivate the old key')).toBe(14);
    expect(tries('Issue the new key')).toBe(3);
  });
});

describe('the errors that the machines wait for', () => {
  it("are AWS's, or those by which a wave ends", () => {
    const named = (['rotate', 'retire', 'contain', 'wait'] as const).flatMap((name) =>
      [...machineOf(name).states.values()].flatMap(({ Retry = [], Catch = [] }) =>
        [...(Retry as readonly Caught[]), ...(Catch as readonly Caught[])].flatMap(
          ({ ErrorEquals }) => ErrorEquals,
        ),
      ),
    );
    expect([...new Set(named)].toSorted()).toEqual([
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.ServiceException',
      'Lambda.TooManyRequestsException',
      'NotFinished',
      'States.ALL',
      'States.Timeout',
    ]);
  });
});

interface Caught {
  readonly ErrorEquals: readonly string[];
}

it('a child tells its parent every field of an answer', () => {
  const { states } = machineOf('rotate');
  expect(Object.keys(states.get('Quarantine, then delete the old key')?.ResultSelector as object)).toEqual(
    ANSWER_FIELDS.map((field) => `${field}.$`),
  );
  expect(() => build(waitMachine())).not.toThrow();
});
