import { describe, expect, it } from 'vitest';
import { isOpen, type Window } from '../../../lib/core/rotation/windows.ts';

const BERLIN: Window = { timeZone: 'Europe/Berlin', days: [1, 2, 3, 4], from: '09:00', until: '16:00' };
const NIGHT: Window = { timeZone: 'UTC', days: [5], from: '22:00', until: '02:00' };

describe('a change window', () => {
  it.each`
    why                                            | window                          | at                        | open
    ${'from its first minute'}                     | ${BERLIN}                       | ${'2026-11-26T08:00:00Z'} | ${true}
    ${'not a second before'}                       | ${BERLIN}                       | ${'2026-11-26T07:59:59Z'} | ${false}
    ${'to its last'}                               | ${BERLIN}                       | ${'2026-11-26T14:59:59Z'} | ${true}
    ${'and no longer'}                             | ${BERLIN}                       | ${'2026-11-26T15:00:00Z'} | ${false}
    ${'in summer an hour earlier by UTC'}          | ${BERLIN}                       | ${'2026-07-02T07:00:00Z'} | ${true}
    ${'not on a day that is not its own'}          | ${BERLIN}                       | ${'2026-11-27T10:00:00Z'} | ${false}
    ${'by the day of its own zone'}                | ${{ ...BERLIN, from: '00:00' }} | ${'2026-11-29T23:30:00Z'} | ${true}
    ${'past midnight: the evening'}                | ${NIGHT}                        | ${'2026-11-27T23:00:00Z'} | ${true}
    ${'past midnight: the next morning'}           | ${NIGHT}                        | ${'2026-11-28T01:59:00Z'} | ${true}
    ${'past midnight: no longer'}                  | ${NIGHT}                        | ${'2026-11-28T02:00:00Z'} | ${false}
    ${'past midnight: not the morning of its day'} | ${NIGHT}                        | ${'2026-11-27T01:00:00Z'} | ${false}
    ${'without one, always'}                       | ${null}                         | ${'2026-11-29T03:00:00Z'} | ${true}
  `('is open: $why', ({ window, at, open }) => expect(isOpen(window, Date.parse(at))).toBe(open));

  it('of a zone that is none is an error, never open', () => {
    expect(() => isOpen({ ...BERLIN, timeZone: 'Mars/Olympus' }, 0)).toThrow(RangeError);
  });
});
