import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, count, printable, safeJson, wrap } from '../../../lib/core/reports/text.ts';

describe('printable', () => {
  it.each`
    why                                     | text                        | shown
    ${'plain text stays'}                   | ${'ci-deploy'}              | ${'ci-deploy'}
    ${'other scripts stay'}                 | ${'größe 部署 🚀'}          | ${'größe 部署 🚀'}
    ${'a terminal escape loses its power'}  | ${'\u001b[31mred\u001b[0m'} | ${'·[31mred·[0m'}
    ${'a line break can start no new line'} | ${'a\r\nb'}                 | ${'a b'}
    ${'text that runs backwards is shown'}  | ${'a\u202eb'}               | ${'a·b'}
    ${'a C1 control is an escape too'}      | ${'\u009b31m'}              | ${'·31m'}
    ${'half a surrogate pair is no letter'} | ${'a\ud800b'}               | ${'a·b'}
  `('$why', ({ text, shown }) => {
    expect(printable(text)).toBe(shown);
  });

  it('lets no control character through, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (text) => !/[\u0000-\u001f\u007f-\u009f]/.test(printable(text)),
      ),
    );
  });
});

describe('wrap and clip', () => {
  it('keeps every word and breaks only at spaces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/)),
        fc.integer({ min: 12, max: 80 }),
        (words, width) => {
          const lines = wrap(words.join(' '), width);
          expect(lines.join(' ')).toBe(words.join(' '));
          expect(lines.every((line) => line.length <= width)).toBe(true);
        },
      ),
    );
  });

  it('clips by characters as people see them', () => {
    expect(clip('🚀🚀🚀', 3)).toBe('🚀🚀🚀');
    expect(clip('🚀🚀🚀', 2)).toBe('🚀…');
  });

  it('counts in words', () => {
    expect([count(1, 'gap'), count(1200, 'key'), count(0, 'policy', 'policies')]).toEqual([
      '1 gap',
      '1,200 keys',
      '0 policies',
    ]);
  });
});

describe('safeJson', () => {
  it('keeps the data whole and lets no terminal control through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = safeJson({ text });
        expect(JSON.parse(json)).toEqual({ text });
        expect(json).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      }),
    );
  });
});
