import { describe, expect, it } from 'vitest';
import { PROTOCOL_TABLES } from '../../lib/core/rotation/tables.ts';
import { FULL, tell } from './counts.ts';
import { explore } from './explore.ts';
import { ROTATE, redeployed, redeployStarts, serviceContained, worldOf } from './scenarios.ts';
import { scripted } from './scripts.ts';
import type { World } from './world.ts';

interface Ground {
  readonly name: string;
  readonly worlds: () => World[];
  readonly ends: readonly string[];
}

const quick: readonly Ground[] = [
  { name: 'rotate and contain, one fault', worlds: () => redeployStarts(1), ends: ['done', 'restored'] },
  {
    name: 'an exposure at every moment of a rotation, then contain',
    worlds: () => [{ ...worldOf(redeployed(ROTATE), 0), name: 'redeployed, leaky', leaky: true }],
    ends: ['done'],
  },
];
const full: readonly Ground[] = [
  {
    name: 'rotate, a second fault after each that is scripted',
    worlds: () => scripted(PROTOCOL_TABLES, redeployed(ROTATE)),
    ends: ['done', 'restored'],
  },
  {
    name: 'contain, every pair of faults',
    worlds: () => [serviceContained(2)],
    ends: ['done', 'blocked'],
  },
];

describe('every schedule keeps it too where readers take a value only when their tasks start', () => {
  it.each(FULL ? [...quick, ...full] : quick)(
    '$name',
    ({ name, worlds, ends: wanted }) => {
      const options = { firstOnly: false, most: 6_000_000, graph: true };
      const { states, violations, ends, cut } = explore(worlds(), { tables: PROTOCOL_TABLES }, options);
      tell(`readers that are redeployed, ${name}: ${states} states, ${violations.length} violations`, {
        states,
        violations: violations.length,
      });
      expect(violations.map(({ wrong, trace }) => [wrong, ...trace].join('\n  '))).toEqual([]);
      expect(cut).toBe(false);
      expect(Object.keys(ends)).toEqual(expect.arrayContaining([...wanted]));
    },
    900_000,
  );
});
