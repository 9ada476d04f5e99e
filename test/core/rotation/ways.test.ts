import { describe, expect, it } from 'vitest';
import { BUILDERS } from '../../../lib/core/rotation/calls.ts';
import { nameOf, STEP_NAMES } from '../../../lib/core/rotation/names.ts';
import { roleOf, rolesOf } from '../../../lib/core/rotation/roles.ts';
import type { EffectId, TableId } from '../../../lib/core/rotation/step.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { waysOf } from '../../../lib/core/rotation/ways.ts';

const { steps } = PROTOCOL_TABLES;
const TABLES = Object.keys(steps) as TableId[];

describe('the ways of a plan', () => {
  it.each`
    kind         | ways
    ${'rotate'}  | ${['rotate', 'own', 'rollback', 'undo', 'repair', 'reap', 'revive']}
    ${'retire'}  | ${['retire', 'restore']}
    ${'contain'} | ${['contain']}
  `('$kind can come to $ways', ({ kind, ways }) => {
    expect(waysOf(PROTOCOL_TABLES, kind).toSorted()).toEqual(ways.toSorted());
  });
});

describe('the names of the steps', () => {
  it('are given to each step of each table, and to nothing else', () => {
    const places = TABLES.flatMap((table) => steps[table].map(({ id }) => `${table}.${id}`));
    expect(Object.keys(STEP_NAMES).toSorted()).toEqual(places.toSorted());
  });

  it('are each different, and short enough for a state: 80 characters', () => {
    const names = Object.values(STEP_NAMES).flatMap(({ waits, does }) => [waits, ...Object.values(does)]);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.length > 80)).toEqual([]);
  });

  it('name what each role does whose call a step may make, and no other role', () => {
    for (const table of TABLES)
      for (const { id, effect } of steps[table]) {
        const roles = effect === null ? [] : rolesOf(effect);
        expect([table, id, Object.keys(nameOf(table, id).does).toSorted()]).toEqual([
          table,
          id,
          [...roles].toSorted(),
        ]);
      }
  });

  it('are asked for: a step without one is refused', () => {
    expect(() => nameOf('retire', 'issue')).toThrow('expected a name for the step retire.issue, found none');
  });
});

describe('the roles of an effect', () => {
  it('are known for every effect', () => {
    for (const effect of Object.keys(BUILDERS) as EffectId[])
      expect(rolesOf(effect).length).toBeGreaterThan(0);
  });

  it('are two where a value goes into the secret or into a copy', () => {
    expect(rolesOf('publish').toSorted()).toEqual(['publisher', 'switcher']);
    expect(rolesOf('create')).toEqual([roleOf({ do: 'createKey' })]);
  });
});
