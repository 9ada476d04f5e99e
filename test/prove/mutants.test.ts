import { expect, it } from 'vitest';
import { COVERED, SLOW } from './covered.ts';
import { mutants } from './mutants.ts';
import { huntAll } from './table-of-mutants.ts';

huntAll(({ area }) => area === 'all' || area === 'retire');

it('every mutant that is named as covered or slow is one, and no two have one name', () => {
  const ids = mutants().map(({ id }) => id);
  const named = [...Object.keys(COVERED), ...Object.values(COVERED).flat(), ...SLOW];
  expect(named.filter((id) => !ids.includes(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});
