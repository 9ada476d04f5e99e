import { describe, expect, it } from 'vitest';
import { FULL, tellLine } from './counts.ts';
import { COVERED, SLOW } from './covered.ts';
import { hunt, huntTogether } from './hunt.ts';
import { mutants } from './mutants.ts';
import { lineOf } from './table.ts';
import type { Mutant } from './tables.ts';

const all = mutants();
const byId = new Map(all.map((mutant) => [mutant.id, mutant]));

/** A part of the mutation table, in a file of its own so that parts are searched side by side. */
export function huntAll(belongs: (mutant: Mutant) => boolean): void {
  const here = all.filter((mutant) => belongs(mutant) && (FULL || !SLOW.has(mutant.id)));
  describe('no guard and no order of steps is there for nothing', () => {
    it.each(here)(
      '$id',
      (mutant) => {
        const covers = COVERED[mutant.id] ?? [];
        const others = covers.flatMap((id) => byId.get(id) ?? []);
        const hunted = covers.length === 0 ? hunt(mutant) : huntTogether(mutant, others);
        const line = lineOf(mutant.id, covers, hunted);
        const counts = {
          mutants: 1,
          mutantsKilled: line.how === 'found' ? 1 : 0,
          mutantsCovered: line.how === 'covered' ? 1 : 0,
          states: hunted.states,
        };
        tellLine(line, counts);
        expect(line.how, `${mutant.id} survives ${hunted.states} states`).not.toBe('SURVIVED');
      },
      600_000,
    );
  });
}
