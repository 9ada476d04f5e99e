import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Place, Row } from '../../../lib/core/rotation/ledger.ts';
import { healthBySight, type Sought, soughtOf } from '../../../lib/core/rotation/sightings.ts';
import { begin } from '../../../lib/core/rotation/start.ts';
import type { StepId, TableId } from '../../../lib/core/rotation/step.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { isFrom, overlap } from '../../../lib/core/rotation/uses.ts';
import { ROTATE } from '../../prove/scenarios.ts';

const NOW = 10_000;
const WATCH = ROTATE.durations.watch;
const PUBLISHED = 7_000;
const [D1, D2] = ROTATE.dependents as [(typeof ROTATE.dependents)[0], (typeof ROTATE.dependents)[0]];
const ALL = ['publish:env', 'publish:secret'];

const at = (
  table: TableId,
  step: StepId,
  copy: number,
  opened: readonly string[],
  change: Partial<Row> = {},
): Row =>
  ({
    ...begin(PROTOCOL_TABLES, 'r', ROTATE, 1, 0),
    place: { table, step, copy },
    newKey: 'N1',
    opened,
    times: { entered: 0, watchFrom: 0, vouched: null, published: PUBLISHED, deactivated: null },
    ...change,
  }) as Row;
const within: Sought = { key: 'O', since: NOW - WATCH };
const restored: Sought = { key: 'O', since: PUBLISHED };
const ever: Sought = { key: 'N1', since: Number.NEGATIVE_INFINITY };
const back: Place = { table: 'rotate', step: 'delete', copy: 0 };

describe('what is looked for of a dependent', () => {
  it.each`
    why                                           | row                                                 | first       | second
    ${'nothing is made yet'}                      | ${at('rotate', 'issue', 0, [])}                     | ${within}   | ${within}
    ${'it is being proved'}                       | ${at('rotate', 'prove', 0, [])}                     | ${within}   | ${within}
    ${'the first copy is to be published'}        | ${at('rotate', 'publish', 0, ['publish:env'])}      | ${within}   | ${within}
    ${'the first copy was published'}             | ${at('rotate', 'confirm', 0, ['publish:env'])}      | ${ever}     | ${within}
    ${'the second copy is to be published'}       | ${at('rotate', 'publish', 1, ALL)}                  | ${ever}     | ${within}
    ${'the second copy was published'}            | ${at('rotate', 'refresh', 1, ALL)}                  | ${ever}     | ${ever}
    ${'the old one is watched'}                   | ${at('rotate', 'deactivate', 0, ALL)}               | ${ever}     | ${ever}
    ${'the old one is gone'}                      | ${at('rotate', 'verify', 0, ALL)}                   | ${ever}     | ${ever}
    ${'a copy that fell back was given it again'} | ${at('repair', 'refresh', 0, ALL, { back })}        | ${ever}     | ${ever}
    ${'everything was put back'}                  | ${at('rollback', 'confirmOld', 0, ALL)}             | ${restored} | ${restored}
    ${'only what was published was put back'}     | ${at('rollback', 'confirmOld', 0, ['publish:env'])} | ${restored} | ${within}
  `('$why', ({ row, first, second }) => {
    expect([soughtOf(row, D1, NOW), soughtOf(row, D2, NOW)]).toEqual([first, second]);
  });
});

describe('whether it was seen', () => {
  const row = at('rotate', 'confirm', 1, ALL);
  const known: Row = {
    ...row,
    plan: {
      ...row.plan,
      where: { ...row.plan.where, seenAs: { d1: { sources: ['10.1.0.0/16', '2001:db8::1'] } } },
    },
  };
  const sought: Sought = { key: 'O', since: 5_000 };

  it.each`
    why                              | event                                         | health
    ${'from its addresses, in time'} | ${{ at: 5_000, source: '10.1.2.3' }}          | ${'well'}
    ${'from its other address'}      | ${{ at: 6_000, source: '2001:db8::1' }}       | ${'well'}
    ${'just before'}                 | ${{ at: 4_999, source: '10.1.2.3' }}          | ${'unknown'}
    ${'from elsewhere'}              | ${{ at: 6_000, source: '10.2.2.3' }}          | ${'unknown'}
    ${'from a service of AWS'}       | ${{ at: 6_000, source: 'ecs.amazonaws.com' }} | ${'unknown'}
    ${'from nowhere that is told'}   | ${{ at: 6_000, source: undefined }}           | ${'unknown'}
  `('$health: $why', ({ event, health }) => {
    expect(healthBySight(known, D1, sought, [event])).toBe(health);
    expect(healthBySight(row, D1, sought, [event])).toBe('unknown');
  });

  it('never makes anybody ill, whatever is seen', () => {
    const event = fc.record({
      at: fc.integer({ min: 0, max: 9_000 }),
      source: fc.option(fc.string(), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(event), (events) => {
        expect(healthBySight(known, D1, sought, events)).not.toBe('ill');
      }),
    );
  });
});

it.each`
  one              | other            | shared
  ${'10.1.0.0/16'} | ${'10.1.2.3'}    | ${true}
  ${'10.1.2.3'}    | ${'10.0.0.0/8'}  | ${true}
  ${'10.1.0.0/16'} | ${'10.2.0.0/16'} | ${false}
  ${'10.1.2.3'}    | ${'2001:db8::1'} | ${false}
`('$one and $other share an address: $shared', ({ one, other, shared }) => {
  expect([overlap(one, other), overlap(other, one)]).toEqual([shared, shared]);
});

it("a range that is none is nobody's", () => {
  expect(isFrom({ source: '10.1.2.3' }, ['somewhere'])).toBe(false);
});
