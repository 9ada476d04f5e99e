import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matches } from '../../../lib/core/policy/wildcard.ts';

it.each`
  pattern         | text               | expected
  ${'*'}          | ${''}              | ${true}
  ${''}           | ${''}              | ${true}
  ${''}           | ${'a'}             | ${false}
  ${'?'}          | ${''}              | ${false}
  ${'?'}          | ${'a'}             | ${true}
  ${'s3:Get*'}    | ${'s3:GetObject'}  | ${true}
  ${'s3:Get*'}    | ${'s3:PutObject'}  | ${false}
  ${'s3:*Object'} | ${'s3:GetObject'}  | ${true}
  ${'s3:*Object'} | ${'s3:GetObjects'} | ${false}
  ${'a*b*c'}      | ${'axxbxxbxc'}     | ${true}
  ${'a*b?c'}      | ${'axbc'}          | ${false}
  ${'a.c'}        | ${'abc'}           | ${false}
  ${'**'}         | ${'anything'}      | ${true}
`('$pattern on "$text" is $expected', ({ pattern, text, expected }) => {
  expect(matches(pattern, text)).toBe(expected);
});

it('agrees with a regular expression', () => {
  const small = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  const plain = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
  fc.assert(
    fc.property(small, plain, (pattern, text) => {
      const expected = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
      expect(matches(pattern, text)).toBe(expected);
    }),
  );
});

it('does not run away on a hostile pattern', () => {
  expect(matches(`${'*a'.repeat(400)}b`, 'a'.repeat(4000))).toBe(false);
});
