import { describe, expect, it } from 'vitest';
import { answerOf } from '../../../lib/core/rotation/answer.ts';
import { attestBy } from '../../../lib/core/rotation/approver.ts';
import { attested, byHandOf } from '../../../lib/core/rotation/by-hand.ts';
import { byHandText } from '../../../lib/core/rotation/by-hand-text.ts';
import type { Row } from '../../../lib/core/rotation/ledger.ts';
import { heldByMark, OURS } from '../../../lib/core/rotation/marks.ts';
import type { Plan } from '../../../lib/core/rotation/plan.ts';
import { planStatus } from '../../../lib/core/rotation/plan-status.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { timeline } from '../../../lib/core/rotation/timeline.ts';
import { decide } from '../../../lib/core/rotation/transition.ts';
import { parseRow } from '../../../lib/usecases/rotation/row-schema.ts';
import { byHandStarts } from '../../prove/scenarios.ts';
import { look, type World } from '../../prove/world.ts';
import { userArn } from '../detectors/build.ts';

const ANA = userArn('ana');
const [world] = byHandStarts(0) as [World, World];
const target = { in: 'person', who: 'their desk', instructions: 'Enter it in the console.' } as const;
const plan: Plan = { ...world.row.plan, where: { ...world.row.plan.where, targets: { env: target } } };
const [env] = plan.copies;
const at = (step: 'publish' | 'repoint' | 'deactivate', change: Partial<Row> = {}): Row =>
  ({
    ...world.row,
    plan,
    newKey: 'N1',
    creations: 1,
    place: { table: step === 'repoint' ? 'rollback' : 'rotate', step, copy: 0 },
    ...change,
  }) as Row;
const key = { id: 'N1', status: 'Active', maker: 'ours', recorded: true, since: -9, proved: true } as const;
const decided = (row: Row, now = 5) => {
  const there = { ...world, now, row, keys: [...world.keys, key] };
  return decide(PROTOCOL_TABLES, { row, live: look(there, null), memory: null, intended: null });
};
const askedRow = (): Row => {
  const asked = decided(at('publish', { times: { ...world.row.times, entered: 5 } }));
  if (asked.do !== 'write') throw new Error('expected somebody to be asked');
  return asked.row;
};

describe('a copy that a person writes', () => {
  it('may hold the new value from when they are asked, and does once they say so', () => {
    const asked = askedRow();
    expect(asked).toMatchObject({ opened: ['publish:env'], intent: null, place: { step: 'publish' } });
    expect(heldByMark(asked, env!, '', 5)).toBe(OURS);
    expect(decided(asked)).toEqual({ do: 'nothing', because: 'handedOver' });
    const said = attested(asked, 'env', ANA);
    expect(said?.marks).toEqual({ env: { key: 'N1', sign: '', by: ANA } });
    expect(heldByMark(said!, env!, '', 5)).toBe('N1');
    expect(decided(said!)).toMatchObject({ do: 'write', row: { place: { step: 'confirm', copy: 0 } } });
    expect(parseRow('r', JSON.parse(JSON.stringify(said)))).toEqual(said);
  });

  it('is never written by a call', () => {
    for (const row of [at('publish'), askedRow(), at('repoint', { opened: ['publish:env'] })])
      expect(decided(row).do).not.toBe('call');
  });

  it('is waited for as long as a watch may take, and then everything goes back', () => {
    const asked = askedRow();
    const { parkAfter, patience } = plan.durations;
    expect(decided(asked, 5 + patience)).toEqual({ do: 'nothing', because: 'handedOver' });
    expect(decided(asked, 5 + parkAfter)).toMatchObject({
      do: 'write',
      row: { place: { table: 'rollback' } },
    });
  });

  it('is asked for the old value on the way back, where they were asked for the new one', () => {
    const asked = at('repoint', { opened: ['publish:env'], marks: askedRow().marks! });
    expect(byHandOf(asked)).toEqual({ copy: 'env', key: 'O', version: 'v0', isBack: true });
    expect(attested(asked, 'env', ANA)?.marks?.env).toMatchObject({ key: 'O' });
    expect(byHandOf(at('repoint'))).toBeNull();
  });
});

describe('whoever says that it is done', () => {
  const of = (row: Row, copy = 'env') => attestBy(row, copy, ANA, 5);

  it.each`
    why                                  | row                                 | copy        | state
    ${'is taken when they are asked'}    | ${askedRow()}                       | ${'env'}    | ${'taken'}
    ${'is not taken before'}             | ${at('publish')}                    | ${'env'}    | ${'refused'}
    ${'nor later'}                       | ${at('deactivate')}                 | ${'env'}    | ${'refused'}
    ${'nor of another copy'}             | ${askedRow()}                       | ${'secret'} | ${'refused'}
    ${'nor once it has ended'}           | ${{ ...askedRow(), state: 'done' }} | ${'env'}    | ${'refused'}
    ${'waits while somebody acts on it'} | ${{ ...askedRow(), leaseUntil: 9 }} | ${'env'}    | ${'busy'}
  `('$why', ({ row, copy, state }) => expect(of(row as Row, copy as string).state).toBe(state));

  it('stands in the timeline by name', () => {
    const asked = askedRow();
    const said = attested(asked, 'env', ANA)!;
    const lines = timeline([at('publish'), asked, said].map((row, index) => ({ at: index * 1_000, row })));
    expect(lines.slice(1)).toEqual([
      '00:01 asked for env, by their desk to be written',
      `00:02 ${ANA} says that env, by their desk holds N1`,
    ]);
  });
});

describe('what a person is told', () => {
  const text = byHandText(askedRow()).join('\n');

  it('is what to do, where the value is, and how to say that it is done; never the value', () => {
    for (const part of [
      '"their desk"',
      'Enter it in the console.',
      '--version-id r.1',
      'umask 077',
      'nightwarden approve r --copy env',
    ])
      expect(text).toContain(part);
    expect(planStatus(askedRow(), []).next.join('\n')).toContain('nightwarden approve r --copy env');
  });

  it('names the old version on the way back, and is nothing when nobody is asked', () => {
    const back = at('repoint', { opened: ['publish:env'], marks: askedRow().marks! });
    expect(byHandText(back).join('\n')).toContain('--version-id v0');
    for (const row of [at('publish'), at('deactivate')]) expect(byHandText(row)).toEqual([]);
  });

  it('is asked by the machine that waits', () => {
    const left = { row: askedRow(), because: 'handedOver', needs: null, wakeAt: 10 };
    expect(answerOf(left, 5)).toMatchObject({ approval: 'copy', halted: false });
  });
});
