import { describe, expect, it } from 'vitest';
import { PROTOCOL_TABLES } from '../../lib/core/rotation/tables.ts';
import { FULL, tell } from './counts.ts';
import { explore } from './explore.ts';
import { ownStarts } from './own/scenarios.ts';
import {
  containStarts,
  ROTATE,
  retireStarts,
  rotateStarts,
  sparingStart,
  undeniableRotation,
  undeniableStarts,
  unseenRetireStarts,
  unseenRotateStarts,
  worldOf,
} from './scenarios.ts';
import type { World } from './world.ts';

interface Ground {
  readonly name: string;
  readonly worlds: () => World[];
  readonly ends: readonly string[];
}

const ROTATED = ['done', 'restored', 'parked', 'blocked', 'refused'];

const quick: readonly Ground[] = [
  { name: 'rotate, every start, one fault', worlds: () => rotateStarts(1), ends: ROTATED },
  { name: 'rotate, every pair of faults', worlds: () => [worldOf(ROTATE, 2)], ends: ROTATED },
  {
    name: 'rotate, as Secrets Manager asks for it, one fault',
    worlds: () => [worldOf({ ...ROTATE, served: { version: 'token', by: 'fn' } }, 1)],
    ends: ROTATED,
  },
  {
    name: 'rotate with a reader of the secret whom nobody knows, one fault',
    worlds: () => [{ ...worldOf(ROTATE, 1), reader: 'asleep' }],
    ends: ['done', 'restored', 'blocked'],
  },
  {
    name: 'rotate of what is used unseen, one fault',
    worlds: () => unseenRotateStarts(1),
    ends: ROTATED,
  },
  {
    name: 'retire of what is used unseen, one fault',
    worlds: () => unseenRetireStarts(1),
    ends: ['done', 'restored', 'blocked'],
  },
  { name: 'retire, every start, one fault', worlds: () => retireStarts(1), ends: ROTATED },
  { name: 'contain, every start, one fault', worlds: () => containStarts(1), ends: ['done', 'blocked'] },
  {
    name: 'contain of what nothing can be denied to, one fault',
    worlds: () => undeniableStarts(1),
    ends: ['done', 'blocked'],
  },
  {
    name: 'an exposure at every moment of a rotation, then contain of what nothing can be denied to',
    worlds: () => [{ ...undeniableRotation(0), leaky: true }],
    ends: ['done'],
  },
  {
    name: 'a secret that its own function rotates, every start, one fault',
    worlds: () => ownStarts(1),
    ends: ['done', 'restored', 'blocked', 'refused'],
  },
  {
    name: 'an exposure at every moment of a rotation, then contain',
    worlds: () => [{ ...worldOf(ROTATE, 0), leaky: true }],
    ends: ['done'],
  },
  {
    name: 'what a contain spares leaks at every moment of it, then contain of that, and one fault beside it',
    worlds: () => [{ ...sparingStart(1), name: 'sparing, leaky', leaky: true }],
    ends: ['done', 'blocked'],
  },
];

const full: readonly Ground[] = [
  {
    name: 'a secret that its own function rotates, every pair of faults',
    worlds: () => ownStarts(2),
    ends: ['done', 'restored', 'blocked', 'refused'],
  },
  { name: 'retire, every pair of faults', worlds: () => retireStarts(2), ends: ROTATED },
  {
    name: 'retire of what is used unseen, every pair of faults',
    worlds: () => unseenRetireStarts(2),
    ends: ROTATED.filter((end) => end !== 'refused'),
  },
  {
    name: 'contain of what nothing can be denied to, every pair of faults',
    worlds: () => undeniableStarts(2),
    ends: ['done', 'blocked'],
  },
  { name: 'contain, every pair of faults', worlds: () => containStarts(2), ends: ['done', 'blocked'] },
  {
    name: 'an exposure at every moment of a rotation, then contain, and one fault beside it',
    worlds: () => [{ ...worldOf(ROTATE, 1), leaky: true }],
    ends: ['done', 'blocked'],
  },
];

describe('every schedule of the handlers keeps what the protocol promises', () => {
  it.each(FULL ? [...quick, ...full] : quick)(
    '$name',
    ({ name, worlds, ends }) => {
      const found = explore(
        worlds(),
        { tables: PROTOCOL_TABLES },
        { firstOnly: false, most: 6_000_000, graph: true },
      );
      const { states, violations, races, racesBlocked, racesAfterEnd } = found;
      const repaired = races - racesBlocked - racesAfterEnd;
      const text = `${name}: ${states} states, ${violations.length} violations; ${races} states of a race: ${repaired} that every schedule repairs or blocks, ${racesBlocked} Blocked, ${racesAfterEnd} after the plan's last look`;
      tell(text, { states, violations: violations.length });
      expect(violations.map(({ wrong, trace }) => [wrong, ...trace].join('\n  '))).toEqual([]);
      expect(found.cut).toBe(false);
      // A handler that does nothing breaks nothing: the good ends must be there.
      expect(Object.keys(found.ends)).toEqual(expect.arrayContaining([...ends]));
    },
    600_000,
  );
});
