import { describe, expect, it } from 'vitest';
import type { Approval } from '../../../lib/core/rotation/plan.ts';
import type { OpenRows } from '../../../lib/ports/rotation.ts';
import type { Asked } from '../../../lib/usecases/empty-on-delete.ts';
import { askPerson, type Waiting } from '../../../lib/usecases/rotation/ask-person.ts';
import { namedExecutions } from '../../../lib/usecases/rotation/executions.ts';
import { rotationOf } from '../../../lib/usecases/rotation/reconcile-event.ts';
import { refuseWhileLive } from '../../../lib/usecases/rotation/refuse-while-live.ts';
import { invokedProber, stepping, workersBeside } from '../../../lib/usecases/rotation/workers.ts';
import { ROTATE, worldOf } from '../../prove/scenarios.ts';

const DAY = 86_400_000;

describe('executions of one rotation', () => {
  /** Step Functions with some names that are taken for good, and some that run. */
  function machines(closed: readonly string[]) {
    const started: string[] = [];
    const ports = namedExecutions(
      {
        startNamed: async (machine, name, input) => {
          started.push(`${machine} ${name} ${JSON.stringify(input)}`);
          return closed.includes(name) ? 'closed' : 'running';
        },
      },
      { rotate: 'R', retire: 'T', contain: 'C' },
    );
    return { ports, started };
  }

  it.each`
    why                                         | closed          | last
    ${'one runs, or none was ever started'}     | ${[]}           | ${'R r {"rotation":"r"}'}
    ${'the first has ended'}                    | ${['r']}        | ${'R r-2 {"rotation":"r"}'}
    ${'the second, which followed it, as well'} | ${['r', 'r-2']} | ${'R r-3 {"rotation":"r"}'}
  `('asks for the first name that is free when $why', async ({ closed, last }) => {
    const { ports, started } = machines(closed);
    await ports.ensure('r', 'rotate');
    expect(started.at(-1)).toBe(last);
    expect(started).toHaveLength(closed.length + 1);
  });

  it('gives up where execution after execution ends', async () => {
    const names = ['r', ...Array.from({ length: 60 }, (_, at) => `r-${at + 2}`)];
    const { ports, started } = machines(names);
    await expect(ports.ensure('r', 'contain')).rejects.toThrow('see why the last ones failed');
    expect(started).toHaveLength(40);
  });
});

describe('asking a person', () => {
  function bench(todo: readonly string[] = [], former?: Waiting) {
    let kept = former;
    const told: string[] = [];
    return {
      told,
      kept: () => kept,
      ports: (now: number, lines = todo) => ({
        questions: {
          read: async () => kept,
          keep: async (waiting: Waiting) => {
            kept = waiting;
          },
          forget: async () => {},
        },
        clock: { now: () => now },
        tell: async (subject: string, text: string) => {
          told.push(`${subject}\n${text}`);
        },
        byHand: async () => lines,
        caution: async () => ['Nobody could watch it.'],
      }),
    };
  }
  const question = (approval: Approval | 'copy', token: string) => ({
    rotation: 'r',
    at: 'rotate.delete',
    approval,
    token,
  });

  it('tells what is asked, how to look, to approve and to abort, and never the token', async () => {
    const { ports, told } = bench();
    await askPerson(question('delete', 'NIGHTWARDENCANARY'), ports(0));
    expect(told).toHaveLength(1);
    for (const part of [
      'nightwarden status r',
      'nightwarden approve r --delete',
      'nightwarden abort r',
      'rotate.delete',
    ])
      expect(told[0]).toContain(part);
    expect(told[0]).not.toContain('NIGHTWARDENCANARY');
  });

  it.each<[Approval, string]>([
    ['deactivate', '--deactivate'],
    ['delete', '--delete'],
    ['users', '--accept-users'],
  ])('to approve %s names the flag %s', async (approval, flag) => {
    const { ports, told } = bench();
    await askPerson(question(approval, 't'), ports(0));
    expect(told[0]).toContain(`nightwarden approve r ${flag}\n`);
    expect(told[0]?.includes('Nobody could watch it.')).toBe(approval === 'deactivate');
  });

  it.each`
    why                               | at         | approval        | times
    ${'an hour later not again'}      | ${3600e3}  | ${'deactivate'} | ${1}
    ${'just before a day not again'}  | ${DAY - 1} | ${'deactivate'} | ${1}
    ${'a day later again'}            | ${DAY}     | ${'deactivate'} | ${2}
    ${'at once for another question'} | ${1}       | ${'delete'}     | ${2}
  `('$why', async ({ at, approval, times }) => {
    const { ports, told, kept } = bench();
    await askPerson(question('deactivate', 'first'), ports(0));
    await askPerson(question(approval, 'second'), ports(at));
    expect(told).toHaveLength(times);
    // The newest token is the one that wakes.
    expect(kept()?.token).toBe('second');
  });

  it('tells what is to be done by hand, and nobody of what is done already', async () => {
    const { ports, told } = bench(['Their desk puts the new value into it.']);
    await askPerson(question('copy', 't'), ports(0));
    expect(told).toEqual([expect.stringContaining('needs your hands')]);
    expect(told[0]).toContain('Their desk puts the new value into it.');
    const done = bench();
    await askPerson(question('copy', 't'), done.ports(0));
    expect(done.told).toEqual([]);
    expect(done.kept()?.token).toBe('t');
  });

  it('tells at once of something else to be done by hand, such as the way back, and of the same not before a day', async () => {
    const { ports, told } = bench(['Their desk puts the new value into it.', 'How: in their console.']);
    await askPerson(question('copy', 'first'), ports(0));
    await askPerson(question('copy', 'second'), ports(DAY - 1));
    expect(told).toHaveLength(1);
    await askPerson(
      question('copy', 'third'),
      ports(DAY - 1, ['Their desk puts the old value back into it.']),
    );
    expect(told).toHaveLength(2);
    expect(told[1]).toContain('the old value back');
  });

  it('keeps no question that nobody could be told of, so that it is told of next time', async () => {
    const { ports, kept } = bench();
    const silent = {
      ...ports(0),
      tell: async () => {
        throw new Error('KMS is off');
      },
    };
    await expect(askPerson(question('delete', 't'), silent)).rejects.toThrow('KMS is off');
    expect(kept()).toBeUndefined();
  });
});

describe('the guard of the deployment', () => {
  const { row } = worldOf(ROTATE, 0);
  const asked: Asked = {
    RequestType: 'Delete',
    ResponseURL: 'http://127.0.0.1:9/',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Guard',
  };
  const open =
    (rows: OpenRows['rows'], unreadable: OpenRows['unreadable'] = []) =>
    async () => ({ rows, unreadable });

  it.each`
    why                                             | rows                               | status
    ${'nothing is open'}                            | ${[]}                              | ${'SUCCESS'}
    ${'a plan is going'}                            | ${[row]}                           | ${'FAILED'}
    ${'a plan is parked'}                           | ${[{ ...row, state: 'parked' }]}   | ${'FAILED'}
    ${'one has ended, of which an effect may land'} | ${[{ ...row, state: 'restored' }]} | ${'SUCCESS'}
  `('$status when $why', async ({ rows, status }) => {
    expect(await refuseWhileLive(asked, open(rows))).toMatchObject({ Status: status });
  });

  it('names the plans, and what to do', async () => {
    const { Reason } = await refuseWhileLive(asked, open([row]));
    expect(Reason).toBe(
      'plans are live: r; let them end, or abort them (nightwarden abort ID), then delete again',
    );
  });

  it('refuses when a row, or the ledger, can not be read', async () => {
    const cause = new Error('odd');
    expect(await refuseWhileLive(asked, open([], [{ rotation: 'odd', cause }]))).toMatchObject({
      Status: 'FAILED',
    });
    const denied = async () => {
      throw Object.assign(new Error('secret text'), { name: 'AccessDenied' });
    };
    const answer = await refuseWhileLive(asked, denied);
    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toContain('(AccessDenied)');
    expect(answer.Reason).not.toContain('secret text');
  });

  it.each(['Create', 'Update'] as const)('lets %s pass without a look', async (RequestType) => {
    const denied = async () => {
      throw new Error('never called');
    };
    expect(await refuseWhileLive({ ...asked, RequestType }, denied)).toMatchObject({ Status: 'SUCCESS' });
  });
});

describe('the rotation that an event tells of', () => {
  const event = (input: unknown) => ({ detail: { status: 'FAILED', name: 'r-2', input } });
  it.each`
    why                             | given                        | rotation
    ${'its input'}                  | ${event('{"rotation":"r"}')} | ${'r'}
    ${'no input'}                   | ${event(null)}               | ${undefined}
    ${'an input that is no JSON'}   | ${event('{"rotation"')}      | ${undefined}
    ${'an input of something else'} | ${event('{"rotation":7}')}   | ${undefined}
    ${'the schedule'}               | ${{}}                        | ${undefined}
    ${'nothing'}                    | ${null}                      | ${undefined}
  `('$why: $rotation', ({ given, rotation }) => expect(rotationOf(given)).toBe(rotation));
});

describe('workers as functions', () => {
  const answer = {
    rotation: 'r',
    state: 'going',
    at: 'rotate.issue',
    copy: 0,
    waves: [0],
    needs: 'issuer',
    because: 'because',
    waitSeconds: 0,
    approval: null,
    halted: false,
  };
  const functions = (told: unknown) => ({ invoke: async () => told });

  it('are asked by the ARN of their role, for a rotation and nothing else', async () => {
    const calls: unknown[] = [];
    const recording = {
      invoke: async (arn: string, payload: object) => {
        calls.push([arn, payload]);
        return answer;
      },
    };
    expect(await stepping(workersBeside(recording, { reaper: 'REAPER' })).step('r', 'reaper')).toEqual(
      answer,
    );
    expect(calls).toEqual([['REAPER', { rotation: 'r' }]]);
  });

  it('are refused where there is no function of the role', async () => {
    await expect(stepping(workersBeside(functions(answer), {})).step('r', 'prober')).rejects.toThrow(
      'expected a function of the prober, got none',
    );
  });

  it.each([
    null,
    {},
    { ...answer, state: 'odd' },
    { ...answer, at: 'rotate.nothing' },
    { ...answer, needs: 'root' },
  ])('are not believed when they answer %j', async (told) => {
    const step = stepping(workersBeside(functions(told), { observer: 'O' })).step('r', 'observer');
    await expect(step).rejects.toMatchObject({ name: '$ZodError' });
  });

  it('let nothing through of the prober but what was asked: no value that it might tell', async () => {
    const told = {
      proofs: { K: 'works' },
      dependents: {},
      copies: { env: 'K' },
      secret: 'NIGHTWARDENCANARY',
    };
    const probed = await invokedProber(functions(told), 'P').probe({
      plan: ROTATE,
      proofs: [],
      dependents: [],
      copies: [],
    });
    expect(JSON.stringify(probed)).not.toContain('NIGHTWARDENCANARY');
    expect(probed).toEqual({ proofs: { K: 'works' }, dependents: {}, copies: { env: 'K' } });
  });
});
