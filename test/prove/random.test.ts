import { expect, it } from 'vitest';
import { FULL, tell } from './counts.ts';
import { randomSchedule } from './random.ts';

const SCHEDULES = FULL ? 100_000 : 10_000;
const FAULTS = 4;

it(`${SCHEDULES} random schedules with ${FAULTS} faults keep it, and each comes to an end`, () => {
  const found: string[] = [];
  for (let seed = 1; seed <= SCHEDULES; seed += 1) {
    const violation = randomSchedule(seed, FAULTS);
    if (violation !== null) found.push(`seed ${seed}: ${[violation.wrong, ...violation.trace].join('\n  ')}`);
  }
  tell(`${SCHEDULES} random schedules with ${FAULTS} faults: ${found.length} violations`, {
    schedules: SCHEDULES,
    violations: found.length,
  });
  expect(found.slice(0, 3)).toEqual([]);
}, 600_000);
