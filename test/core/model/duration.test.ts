import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { durationText, parseDuration, shortDuration } from '../../../lib/core/model/duration.ts';

it.each`
  text        | ms
  ${'0s'}     | ${0}
  ${'20s'}    | ${20_000}
  ${'1500ms'} | ${1_500}
  ${'90m'}    | ${5_400_000}
  ${'2h'}     | ${7_200_000}
  ${'30d'}    | ${2_592_000_000}
  ${'2w'}     | ${1_209_600_000}
  ${'PT20S'}  | ${20_000}
  ${'P1DT2H'} | ${93_600_000}
  ${'P2W'}    | ${1_209_600_000}
  ${'P'}      | ${undefined}
  ${'PT'}     | ${undefined}
  ${'P1M'}    | ${undefined}
  ${'P1Y'}    | ${undefined}
  ${'-1d'}    | ${undefined}
  ${'1.5d'}   | ${undefined}
  ${'30 d'}   | ${undefined}
  ${'30'}     | ${undefined}
  ${''}       | ${undefined}
`('"$text" is $ms milliseconds', ({ text, ms }) => expect(parseDuration(text)).toBe(ms));

it.each`
  ms               | text
  ${0}             | ${'no time'}
  ${1_000}         | ${'1 second'}
  ${5_400_000}     | ${'1 hour 30 minutes'}
  ${93_600_000}    | ${'1 day 2 hours'}
  ${2_592_000_000} | ${'30 days'}
`('$ms milliseconds are shown as $text', ({ ms, text }) => expect(durationText(ms)).toBe(text));

it('what is written in short is read as the same', () => {
  fc.assert(
    fc.property(fc.nat({ max: 1e11 }), (ms) => {
      expect(parseDuration(shortDuration(ms))).toBe(ms);
    }),
  );
});
