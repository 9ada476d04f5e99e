import { describe, expect, it } from 'vitest';
import { shiftMoments } from './shift.ts';

const DAY_MS = 86_400_000;

describe('moving the moments of a file', () => {
  it.each`
    why                                   | text                                           | moved
    ${'keeps whole seconds whole'}        | ${'"CreateDate":"2026-11-22T03:00:00Z"'}       | ${'"CreateDate":"2026-11-21T03:00:00Z"'}
    ${'keeps the zone as it was written'} | ${'ci-deploy,2026-11-01T00:00:00+00:00,N/A'}   | ${'ci-deploy,2026-10-31T00:00:00+00:00,N/A'}
    ${'keeps milliseconds'}               | ${'"takenAt": "2026-03-01T00:00:00.250Z"'}     | ${'"takenAt": "2026-02-28T00:00:00.250Z"'}
    ${'moves each of several'}            | ${'2026-11-22T03:00:00Z 2026-11-23T03:00:00Z'} | ${'2026-11-21T03:00:00Z 2026-11-22T03:00:00Z'}
    ${'leaves the version of a policy'}   | ${'{"Version":"2012-10-17"}'}                  | ${'{"Version":"2012-10-17"}'}
  `('$why', ({ text, moved }) => expect(shiftMoments(text, -DAY_MS)).toBe(moved));
});
