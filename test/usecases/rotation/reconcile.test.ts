import { describe, expect, it } from 'vitest';
import type { StepAnswer } from '../../../lib/core/rotation/answer.ts';
import { PROTOCOL, type Row } from '../../../lib/core/rotation/ledger.ts';
import type { Role } from '../../../lib/core/rotation/roles.ts';
import type { OpenRows } from '../../../lib/ports/rotation.ts';
import type { Waiting } from '../../../lib/usecases/rotation/ask-person.ts';
import { reconcile } from '../../../lib/usecases/rotation/reconcile.ts';
import { ROTATE, worldOf } from '../../prove/scenarios.ts';

function row(rotation: string, change: Partial<Row> = {}): Row {
  return { ...worldOf(ROTATE, 0).row, rotation, ...change } as Row;
}

function answer(rotation: string, needs: Role | null, state: StepAnswer['state'] = 'going'): StepAnswer {
  return {
    rotation,
    state,
    at: 'rotate.issue',
    copy: 0,
    waves: [0, 1],
    needs,
    because: 'watched',
    waitSeconds: 1,
    approval: null,
    halted: false,
  };
}

/** Workers that tell in turn what is given for a rotation; the last one again and again. */
function bench(
  rows: readonly Row[],
  told: Readonly<Record<string, readonly (StepAnswer | Error)[]>>,
  unreadable: OpenRows['unreadable'] = [],
) {
  const asked: string[] = [];
  const ensured: string[] = [];
  const woken: string[] = [];
  const asking = new Map<string, Waiting>();
  const next = new Map<string, number>();
  return {
    asked,
    ensured,
    woken,
    asking,
    ports: {
      ledger: { open: async () => ({ rows, unreadable }) },
      workers: {
        step: async (rotation: string, role: Role) => {
          asked.push(`${rotation} ${role}`);
          const at = next.get(rotation) ?? 0;
          next.set(rotation, at + 1);
          const answers = told[rotation] ?? [];
          const one = answers[Math.min(at, answers.length - 1)];
          if (one === undefined || one instanceof Error) throw one ?? new Error('nothing is told');
          return one;
        },
      },
      executions: {
        ensure: async (rotation: string, kind: string) => {
          ensured.push(`${rotation} ${kind}`);
        },
      },
      questions: {
        read: async (rotation: string) => asking.get(rotation),
        forget: async (rotation: string) => {
          asking.delete(rotation);
        },
      },
      wake: async (token: string) => {
        woken.push(token);
      },
    },
  };
}

describe('the reconciler', () => {
  it('asks the observer, then the worker of each role that the next call needs, until the row rests', async () => {
    const { ports, asked } = bench([row('r')], {
      r: [answer('r', 'issuer'), answer('r', 'publisher'), answer('r', null)],
    });
    const { rested, failed } = await reconcile(ports);
    expect(asked).toEqual(['r observer', 'r issuer', 'r publisher']);
    expect(rested.map(({ needs }) => needs)).toEqual([null]);
    expect(failed).toEqual([]);
  });

  it('gives a row that goes on an execution, and one that is at its end, or parked, none', async () => {
    const { ports, ensured } = bench([row('s'), row('r'), row('over'), row('parked')], {
      s: [answer('s', null)],
      r: [answer('r', null)],
      over: [answer('over', null, 'done')],
      parked: [answer('parked', null, 'parked')],
    });
    await reconcile(ports);
    expect(ensured.toSorted()).toEqual(['r rotate', 's rotate']);
  });

  it('goes on with the others when one fails, and starts no execution for what fails', async () => {
    const { ports, ensured } = bench([row('bad'), row('good')], {
      bad: [new Error('AccessDenied')],
      good: [answer('good', null)],
    });
    const { rested, failed } = await reconcile(ports);
    expect(rested.map(({ rotation }) => rotation)).toEqual(['good']);
    expect(failed.map(({ rotation }) => rotation)).toEqual(['bad']);
    expect(ensured).toEqual(['good rotate']);
  });

  it.each`
    why                                   | protocol        | touched
    ${'its own'}                          | ${PROTOCOL}     | ${true}
    ${'the one before'}                   | ${PROTOCOL - 1} | ${true}
    ${'a later one, after a rollback'}    | ${PROTOCOL + 1} | ${false}
    ${'one that is two versions too old'} | ${PROTOCOL - 2} | ${false}
  `('reads rows of $why: $touched', async ({ protocol, touched }) => {
    const { ports, asked } = bench([row('r', { protocol })], { r: [answer('r', null)] });
    const { failed } = await reconcile(ports);
    expect(asked.length > 0).toBe(touched);
    expect(failed.map(({ rotation }) => rotation)).toEqual(touched ? [] : ['r']);
  });

  it('gives up a row whose workers send it round in a circle', async () => {
    const { ports, asked } = bench([row('r')], { r: [answer('r', 'switcher')] });
    const { failed } = await reconcile(ports);
    expect(failed[0]?.cause).toEqual(
      new Error('expected the rotation r to rest after 40 workers, and it does not'),
    );
    expect(asked).toHaveLength(40);
  });

  it('looks at one alone when it is told which', async () => {
    const { ports, asked } = bench([row('r'), row('s')], { r: [answer('r', null)], s: [answer('s', null)] });
    await reconcile(ports, 's');
    expect(asked).toEqual(['s observer']);
  });

  it('tells of a row that can not be read, and goes on with the others', async () => {
    const cause = new Error('no row');
    const { ports } = bench([row('r')], { r: [answer('r', null)] }, [{ rotation: 'odd', cause }]);
    const { rested, failed } = await reconcile(ports);
    expect(rested).toHaveLength(1);
    expect(failed).toEqual([{ rotation: 'odd', cause }]);
  });

  it('wakes an execution that waits for an answer which has come, once', async () => {
    const { ports, woken, asking } = bench([row('r')], { r: [answer('r', null)] });
    asking.set('r', { rotation: 'r', approval: 'delete', about: '', token: 'token', toldAt: 0 });
    await reconcile(ports);
    await reconcile(ports);
    expect(woken).toEqual(['token']);
  });

  it('lets an execution wait whose answer has not come', async () => {
    const { ports, woken, asking } = bench([row('r')], { r: [{ ...answer('r', null), approval: 'delete' }] });
    asking.set('r', { rotation: 'r', approval: 'delete', about: '', token: 'token', toldAt: 0 });
    await reconcile(ports);
    expect(woken).toEqual([]);
    expect(asking.size).toBe(1);
  });

  it('takes many rows, each once', async () => {
    const names = Array.from({ length: 23 }, (_, at) => `r${at}`);
    const { ports, asked } = bench(
      names.map((name) => row(name)),
      Object.fromEntries(names.map((name) => [name, [answer(name, null)]])),
    );
    expect((await reconcile(ports)).rested).toHaveLength(23);
    expect(new Set(asked).size).toBe(23);
  });
});
