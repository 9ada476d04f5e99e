import { describe, expect, it } from 'vitest';
import { PROTOCOL_TABLES } from '../../lib/core/rotation/tables.ts';
import { FULL, tell } from './counts.ts';
import { explore } from './explore.ts';
import { byHandStarts, ROTATE, worldOf, writeOnly, writeOnlyStarts } from './scenarios.ts';
import type { World } from './world.ts';

interface Ground {
  readonly name: string;
  readonly worlds: () => World[];
}

const quick: readonly Ground[] = [
  { name: 'rotate and contain, one fault', worlds: () => writeOnlyStarts(1) },
  { name: 'rotate and contain of a copy that a person writes, one fault', worlds: () => byHandStarts(1) },
  {
    name: 'an exposure at every moment of a rotation, then contain',
    worlds: () => [{ ...worldOf(writeOnly(ROTATE), 0), name: 'unread, leaky', leaky: true }],
  },
];
const full: readonly Ground[] = [
  { name: 'rotate and contain, every pair of faults', worlds: () => writeOnlyStarts(2) },
];

describe('every schedule keeps it too where a copy can be written and not read back', () => {
  it.each(FULL ? [...quick, ...full] : quick)(
    '$name',
    ({ name, worlds }) => {
      const options = { firstOnly: false, most: 6_000_000, graph: true };
      const { states, violations, ends, cut } = explore(worlds(), { tables: PROTOCOL_TABLES }, options);
      tell(`a copy that can't be read back, ${name}: ${states} states, ${violations.length} violations`, {
        states,
        violations: violations.length,
      });
      expect(violations.map(({ wrong, trace }) => [wrong, ...trace].join('\n  '))).toEqual([]);
      expect(cut).toBe(false);
      expect(Object.keys(ends)).toEqual(expect.arrayContaining(['done', 'restored']));
    },
    900_000,
  );
});
