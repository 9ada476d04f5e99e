import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stableId } from '../../../lib/core/evidence/identity.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 2000 });

describe('stableId', () => {
  it('leaves an ordinary id as it is', () => {
    expect(stableId('iam.root-key:AKIAIOSFODNN7EXAMPLE')).toBe('iam.root-key:AKIAIOSFODNN7EXAMPLE');
  });

  it.each`
    why                                          | one                      | other
    ${'they differ only after the cut'}          | ${`${'x'.repeat(900)}1`} | ${`${'x'.repeat(900)}2`}
    ${'they differ only in a control character'} | ${'a\u0001b'}            | ${'a\u0002b'}
    ${'they differ only in a broken surrogate'}  | ${'a\ud800'}             | ${'a\ud801'}
  `('keeps two ids apart when $why', ({ one, other }) => {
    expect(stableId(one)).not.toBe(stableId(other));
  });

  it('gives 1 to 480 well-formed characters without control characters, whatever it is given', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const id = stableId(text);
        expect(id.length).toBeGreaterThan(0);
        expect(id.length).toBeLessThanOrEqual(480);
        expect(id.isWellFormed()).toBe(true);
        expect(id).not.toMatch(/\p{Cc}/u);
        expect(stableId(id)).toBe(id);
      }),
    );
  });
});
