import { describe, expect, it } from 'vitest';
import { FULL, tell } from './counts.ts';
import { COVERED, SLOW } from './covered.ts';
import { hunt } from './hunt.ts';
import { type Mutant, mutants, together } from './mutants.ts';

const all = mutants();
const byId = new Map(all.map((mutant) => [mutant.id, mutant]));
const hunted = all.filter(({ id }) => FULL || !SLOW.has(id));

function covering({ id }: Mutant): Mutant | undefined {
  const cover = COVERED[id];
  return cover === undefined ? undefined : byId.get(cover);
}

/** Alone, or with the guard that repeats it. */
function target(mutant: Mutant): Mutant {
  const cover = covering(mutant);
  return cover === undefined ? mutant : together(mutant, cover);
}

describe('no guard and no order of steps is there for nothing', () => {
  it('every mutant that is named as covered or slow is one', () => {
    const named = [...Object.keys(COVERED), ...Object.values(COVERED), ...SLOW];
    expect(named.filter((id) => !byId.has(id))).toEqual([]);
  });

  it.each(hunted)(
    '$id',
    (mutant) => {
      const { violation, states } = hunt(target(mutant));
      const covered = covering(mutant) !== undefined;
      const trace = violation === null ? '' : `${violation.wrong} (${violation.trace.length} steps)`;
      tell(`${covered ? 'covered' : 'found  '} ${mutant.id}: ${violation === null ? 'SURVIVED' : trace}`, {
        mutants: 1,
        mutantsKilled: violation === null || covered ? 0 : 1,
        mutantsCovered: violation !== null && covered ? 1 : 0,
        states,
      });
      expect(violation, `${mutant.id} survives ${states} states`).not.toBeNull();
    },
    600_000,
  );
});
