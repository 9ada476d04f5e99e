import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, latest, parseInstant, wholeDays } from '../../../lib/core/model/time.ts';

describe('parseInstant', () => {
  it.each`
    why                                       | text                             | at
    ${'as the CLI writes it'}                 | ${'2026-11-22T03:00:00+00:00'}   | ${'2026-11-22T03:00:00.000Z'}
    ${'as CloudTrail writes it'}              | ${'2026-11-22T03:00:00Z'}        | ${'2026-11-22T03:00:00.000Z'}
    ${'another zone is turned into UTC'}      | ${'2026-11-22T03:00:00.5+02:00'} | ${'2026-11-22T01:00:00.500Z'}
    ${'a day is its midnight in UTC'}         | ${'2026-11-22'}                  | ${'2026-11-22T00:00:00.000Z'}
    ${'no zone is UTC, whatever the machine'} | ${'2026-11-22T03:00:00'}         | ${'2026-11-22T03:00:00.000Z'}
    ${'a leap day'}                           | ${'2028-02-29'}                  | ${'2028-02-29T00:00:00.000Z'}
    ${'a day that does not exist'}            | ${'2026-02-30'}                  | ${undefined}
    ${'a month that does not exist'}          | ${'2026-13-01T00:00:00Z'}        | ${undefined}
    ${'an hour that does not exist'}          | ${'2026-11-22T25:00:00Z'}        | ${undefined}
    ${'a word'}                               | ${'yesterday'}                   | ${undefined}
    ${'not told'}                             | ${'N/A'}                         | ${undefined}
    ${'a number'}                             | ${'1763780400'}                  | ${undefined}
  `('$why: $text', ({ text, at }) => {
    expect(parseInstant(text)).toBe(at);
  });

  it('reads back every moment that it writes', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true }), (date) => {
        expect(parseInstant(date.toISOString())).toBe(date.toISOString());
      }),
    );
  });
});

describe('days', () => {
  it.each`
    from                          | to                            | days
    ${'2026-01-01T00:00:00.000Z'} | ${'2026-01-01T23:59:59.999Z'} | ${0}
    ${'2026-01-01T00:00:00.000Z'} | ${'2026-01-02T00:00:00.000Z'} | ${1}
    ${'2026-01-02T00:00:00.000Z'} | ${'2026-01-01T23:00:00.000Z'} | ${-1}
  `('from $from to $to are $days', ({ from, to, days }) => {
    expect(wholeDays(from, to)).toBe(days);
  });

  it('adds and counts back', () => {
    expect(wholeDays('2026-01-31T10:00:00.000Z', addDays('2026-01-31T10:00:00.000Z', 90))).toBe(90);
    expect(latest('2026-01-01T00:00:00.000Z', undefined)).toBe('2026-01-01T00:00:00.000Z');
    expect(latest('2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z')).toBe('2026-02-01T00:00:00.000Z');
  });
});
