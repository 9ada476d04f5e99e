import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../lib/core/rotation/plan.ts';
import { openUse, useOf } from '../../../lib/core/rotation/uses.ts';
import { ROTATE } from '../../prove/scenarios.ts';

const MINUTE = 60_000;
const SEC = 999;
const [D1, D2] = ['10.1.2.3', '2001:db8::/32'];
const plan = (sources: Readonly<Record<string, readonly string[]>> = { d1: [D1], d2: [D2] }): Plan => ({
  ...ROTATE,
  where: {
    ...ROTATE.where,
    seenAs: Object.fromEntries(Object.entries(sources).map(([id, list]) => [id, { sources: list }])),
  },
});
const by = (source: string | undefined, at = 1000) => ({ at, source });
const STRANGER = '198.51.100.7';

describe('the uses of a key', () => {
  it.each`
    why                                         | lastUsed | events                                        | use
    ${'nobody used it'}                         | ${null}  | ${[]}                                         | ${{ state: 'never' }}
    ${'a stranger, whom CloudTrail shows'}      | ${1000}  | ${[by(STRANGER)]}                             | ${{ at: 1000 + SEC, byKnownAt: null }}
    ${'a dependent by its address'}             | ${1000}  | ${[by(D1)]}                                   | ${{ at: 1000 + SEC, byKnownAt: 1000 + SEC }}
    ${'a dependent by its network'}             | ${1000}  | ${[by('2001:db8:7::1')]}                      | ${{ at: 1000 + SEC, byKnownAt: 1000 + SEC }}
    ${'its IPv4 address written as IPv6'}       | ${1000}  | ${[by('::ffff:10.1.2.3')]}                    | ${{ at: 1000 + SEC, byKnownAt: 1000 + SEC }}
    ${'an AWS service, which is no address'}    | ${1000}  | ${[by('lambda.amazonaws.com')]}               | ${{ at: 1000 + SEC, byKnownAt: 1000 + SEC }}
    ${'a source that is not told'}              | ${1000}  | ${[by(undefined)]}                            | ${{ at: 1000 + SEC, byKnownAt: 1000 + SEC }}
    ${'a use that no event explains'}           | ${1000}  | ${[]}                                         | ${{ at: 1000 + SEC, byKnownAt: 1000 + SEC }}
    ${'an event a minute off explains it'}      | ${1000}  | ${[by(STRANGER, 1000 + MINUTE)]}              | ${{ at: 1000 + MINUTE + SEC, byKnownAt: null }}
    ${'one further off does not'}               | ${1000}  | ${[by(STRANGER, 1001 + MINUTE)]}              | ${{ at: 1001 + MINUTE + SEC, byKnownAt: 1000 + SEC }}
    ${'an event that IAM does not tell of yet'} | ${null}  | ${[by(D1, 5)]}                                | ${{ at: 5 + SEC, byKnownAt: 5 + SEC }}
    ${'both: the newest of each counts'}        | ${9000}  | ${[by(STRANGER, 9000), by(D1, 4), by(D1, 7)]} | ${{ at: 9000 + SEC, byKnownAt: 7 + SEC }}
  `('$why', ({ lastUsed, events, use }) => {
    expect(useOf(plan(), lastUsed, events)).toMatchObject(use);
  });

  it.each`
    why                                          | sources
    ${'a dependent is not known by any address'} | ${{ d1: [D1] }}
    ${'a dependent’s list is empty'}             | ${{ d1: [D1], d2: [] }}
    ${'a dependent’s address is none'}           | ${{ d1: [D1], d2: ['the office'] }}
  `('counts every use as a dependent’s while $why', ({ sources }) => {
    expect(useOf(plan(sources), 1000, [by(STRANGER)])).toMatchObject({ byKnownAt: 1000 + SEC });
  });

  it('counts the newest use as a dependent’s when there were more events than were looked at', () => {
    expect(useOf(plan(), 9, [by(STRANGER, 5), by(D1, 2)], false)).toEqual({
      state: 'used',
      at: 9 + SEC,
      byKnownAt: 9 + SEC,
    });
  });

  it('never tells of a use by somebody known that is newer than the newest use', () => {
    const event = fc.record({ at: fc.nat(1e9), source: fc.constantFrom(STRANGER, D1, 'x', undefined) });
    fc.assert(
      fc.property(fc.option(fc.nat(1e9)), fc.array(event), (lastUsed, events) => {
        const use = useOf(plan(), lastUsed, events);
        const newest = Math.max(lastUsed ?? -1, ...events.map(({ at }) => at));
        if (newest < 0) expect(use).toEqual({ state: 'never' });
        else expect(use).toMatchObject({ state: 'used', at: newest + SEC });
        if (use.state === 'used') expect(use.byKnownAt ?? 0).toBeLessThanOrEqual(use.at);
      }),
    );
  });
});

describe('a use that only shows while it is looked at', () => {
  const sampled = { ...ROTATE, durations: { ...ROTATE.durations, watch: 10_000, drain: 6_000 } };

  it('is none where there is no session', () => {
    expect(openUse(sampled, 1_000, [])).toEqual({ state: 'never' });
  });

  it('is of a known dependent unless every address is that of somebody else', () => {
    const seenAs = Object.fromEntries(sampled.dependents.map(({ id }) => [id, { sources: ['10.0.0.0/8'] }]));
    const known = { ...sampled, where: { ...sampled.where, seenAs } };
    expect(openUse(known, 30_000, ['192.0.2.1'])).toEqual({ state: 'used', at: 30_000, byKnownAt: null });
    expect(openUse(known, 30_000, ['192.0.2.1', '10.1.2.3'])).toMatchObject({ byKnownAt: 30_000 });
    expect(openUse(known, 30_000, [undefined])).toMatchObject({ byKnownAt: 30_000 });
  });

  it('lets no watch and no drain end while a session is open', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), fc.constantFrom('watch', 'drain'), (from, wait) => {
        const end = from + sampled.durations[wait];
        const use = openUse(sampled, end, ['192.0.2.1']);
        expect(use.state === 'used' && use.at >= from).toBe(true);
      }),
    );
  });
});
