import { describe, expect, it } from 'vitest';
import { GUARDS } from '../../../lib/core/rotation/guards.ts';
import type { Row } from '../../../lib/core/rotation/ledger.ts';
import { answeredMarks, firstMarks, heldByMark, lostMarks, OURS } from '../../../lib/core/rotation/marks.ts';
import { contain } from '../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { parseRow } from '../../../lib/usecases/rotation/row-schema.ts';
import { CONTAIN, ROTATE, worldOf, writeOnly } from '../../prove/scenarios.ts';
import { look } from '../../prove/world.ts';

const world = worldOf(writeOnly(ROTATE), 0);
const [env] = world.row.plan.copies;
const rowWith = (change: Partial<Row>): Row =>
  ({ ...world.row, newKey: 'N1', creations: 1, ...change }) as Row;
const intent = {
  effect: 'publish',
  call: { do: 'writeCopy', copy: 'env', version: 'r.1', key: 'N1' },
} as const;
const marks = { env: { key: 'O', sign: '1' } };
const lost = { env: { key: 'O', sign: '1', lost: true } } as const;

describe('what a copy holds that can’t be read back', () => {
  it.each`
    why                                                        | row                                  | sign         | held
    ${'nothing was written or seen: what was reviewed'}        | ${{}}                                | ${'1'}       | ${'O'}
    ${'it is not there'}                                       | ${{}}                                | ${null}      | ${null}
    ${'nobody could look'}                                     | ${{ marks }}                         | ${'unknown'} | ${'unknown'}
    ${'it shows what it showed'}                               | ${{ marks }}                         | ${'1'}       | ${'O'}
    ${'somebody changed it'}                                   | ${{ marks }}                         | ${'2'}       | ${null}
    ${'somebody took it away'}                                 | ${{ marks }}                         | ${null}      | ${null}
    ${'a write of ours was not answered, and nothing changed'} | ${{ marks: lost }}                   | ${'1'}       | ${'O'}
    ${'a write of ours was not answered, and it changed'}      | ${{ marks: lost }}                   | ${'2'}       | ${OURS}
    ${'a write is intended, and not sent yet'}                 | ${{ marks, intent, leaseUntil: 20 }} | ${'2'}       | ${null}
    ${'a write was intended, and its lease is over'}           | ${{ marks, intent, leaseUntil: 10 }} | ${'2'}       | ${OURS}
    ${'its lease is over, and nothing changed'}                | ${{ marks, intent, leaseUntil: 10 }} | ${'1'}       | ${'O'}
  `('$held: $why', ({ row, sign, held }) => expect(heldByMark(rowWith(row), env!, sign, 10)).toBe(held));

  it('is marked by whoever intends a first call, and not again', () => {
    const live = { ...look(world, null), signs: { env: '1' } };
    expect(firstMarks(rowWith({}), live)).toEqual(marks);
    expect(firstMarks(rowWith({ marks: { env: { key: 'N1', sign: '9' } } }), live)?.env?.sign).toBe('9');
    for (const sign of ['unknown', null])
      expect(firstMarks(rowWith({}), { ...live, signs: { env: sign } })).toBeUndefined();
  });

  it('is marked anew by an answer; an earlier write that was not answered may still land', () => {
    expect(answeredMarks(rowWith({ marks, intent }), '2')).toEqual({ env: { key: 'N1', sign: '2' } });
    expect(answeredMarks(rowWith({ marks: lost, intent }), '2')).toEqual({
      env: { key: 'N1', sign: '2', lost: true },
    });
    expect(answeredMarks(rowWith({ marks, intent }), null)).toEqual(marks);
    expect(lostMarks(rowWith({ marks, intent }))).toEqual(lost);
  });
});

describe('what may be the old one or the new one', () => {
  const live = look(world, null);
  const scene = {
    row: rowWith({ marks: lost, opened: ['publish:env', 'publish:secret'] }),
    live: { ...live, copies: { env: OURS } },
    memory: null,
    intended: null,
  };

  it.each`
    guard             | answer   | why
    ${'copyMovable'}  | ${'yes'} | ${'it may be written again'}
    ${'copyOurs'}     | ${'yes'} | ${'and put back'}
    ${'copiesOnOld'}  | ${'no'}  | ${'no rotation begins on it'}
    ${'copiesOnNew'}  | ${'no'}  | ${'nothing is taken away on it'}
    ${'earlierOnNew'} | ${'yes'} | ${'of the first wave there is none before'}
    ${'noneOnNew'}    | ${'no'}  | ${'the new one does not go while it may be there'}
    ${'noneEmpty'}    | ${'yes'} | ${'it holds a key'}
  `('$guard is $answer: $why', ({ guard, answer }) =>
    expect(GUARDS[guard as keyof typeof GUARDS](scene)).toBe(answer),
  );

  it('is taken over by contain, which may write it again', () => {
    const before = rowWith({ marks, intent, leaseUntil: 20 });
    const row = contain(PROTOCOL_TABLES, 'c', writeOnly(CONTAIN), before, 2, 0);
    expect(row.marks).toEqual(lost);
    const publishing = { ...row, place: { table: 'contain', step: 'publish', copy: 0 } } as Row;
    expect(GUARDS.copyReplaceable({ ...scene, row: publishing })).toBe('yes');
  });
});

it('a row is read with marks and without', () => {
  for (const row of [world.row, rowWith({ marks: lost })])
    expect(parseRow('r', JSON.parse(JSON.stringify(row)))).toEqual(row);
});
