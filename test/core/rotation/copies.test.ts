import { describe, expect, it } from 'vitest';
import { heldIn, replaceable } from '../../../lib/core/rotation/calls.ts';
import { GUARDS } from '../../../lib/core/rotation/guards.ts';
import { contain } from '../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { CONTAIN, ROTATE, worldOf } from '../../prove/scenarios.ts';
import { look } from '../../prove/world.ts';

const live = look(worldOf(ROTATE, 0), null);
const { row } = worldOf(ROTATE, 0);
const published = { ...row, newKey: 'N1', creations: 1, opened: ['publish:env', 'publish:secret'] };
const scene = (held: string | null | undefined) => ({
  row: published,
  live: { ...live, copies: held === undefined ? {} : { env: held } },
  memory: null,
  intended: null,
});

describe('what a copy holds', () => {
  it.each([
    ['the old key', 'O', 'O'],
    ['nothing of that shape, which is known', null, null],
    ['what was not read', undefined, 'unknown'],
  ])('%s', (_what, held, expected) => expect(heldIn(scene(held).live, 'env')).toBe(expected));

  it.each`
    held         | copyOurs     | copiesOnNew  | noneEmpty    | why
    ${'O'}       | ${'yes'}     | ${'no'}      | ${'yes'}     | ${'still the old one'}
    ${'N1'}      | ${'yes'}     | ${'yes'}     | ${'yes'}     | ${'the new one'}
    ${'X'}       | ${'no'}      | ${'no'}      | ${'yes'}     | ${"somebody else's"}
    ${null}      | ${'no'}      | ${'no'}      | ${'no'}      | ${'emptied: nobody waits for it to be read'}
    ${undefined} | ${'unknown'} | ${'unknown'} | ${'unknown'} | ${'unread'}
  `('$why', ({ held, copyOurs, copiesOnNew, noneEmpty }) => {
    expect(GUARDS.copyOurs(scene(held))).toBe(copyOurs);
    expect(GUARDS.copiesOnNew(scene(held))).toBe(copiesOnNew);
    expect(GUARDS.noneEmpty(scene(held))).toBe(noneEmpty);
  });
});

describe('who can be given something else', () => {
  it.each([
    ['every reader of a copy that can be written', CONTAIN, ['d1', 'd2']],
    ['nobody without a secret to store it in', { ...CONTAIN, secret: null }, []],
    ['nobody whose copy is left out', { ...CONTAIN, copies: [{ id: 'secret', kind: 'secret' }] }, ['d2']],
  ] as const)('%s', (_who, plan, expected) => {
    expect(replaceable(plan).map(({ id }) => id)).toEqual(expected);
    // Whoever is cut off stands in the ledger all the same.
    const begun = contain(PROTOCOL_TABLES, 'c', plan, null, 2, 0);
    expect(begun.contain?.replaced).toEqual({ d1: null, d2: null });
  });
});
