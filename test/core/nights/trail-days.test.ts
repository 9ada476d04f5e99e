import { describe, expect, it } from 'vitest';
import { daysBeside, daysToRead, isOver, oldestDay } from '../../../lib/core/nights/trail-days.ts';

describe('the days of a trail', () => {
  it('are read newest first, but for those that are closed', () => {
    const closed = new Set(['2026-02-28', '2026-02-27']);
    expect(daysToRead('2026-03-02T03:00:00.000Z', 5, closed)).toEqual([
      '2026-03-02',
      '2026-03-01',
      '2026-02-26',
    ]);
    expect(oldestDay('2026-03-02T03:00:00.000Z', 5)).toBe('2026-02-26');
  });

  it.each`
    now                           | over
    ${'2026-03-01T23:59:59.999Z'} | ${false}
    ${'2026-03-02T23:59:59.999Z'} | ${false}
    ${'2026-03-03T00:00:00.000Z'} | ${true}
  `('at $now the 1st of March is over: $over', ({ now, over }) => {
    expect(isOver('2026-03-01', now)).toBe(over);
  });

  it('have neighbours over the ends of months', () => {
    expect(daysBeside('2028-03-01')).toEqual(['2028-02-29', '2028-03-02']);
    expect(daysBeside('2026-12-31')).toEqual(['2026-12-30', '2027-01-01']);
  });
});
