import { appendFileSync } from 'node:fs';
import type { Line } from './table.ts';

/** What `npm run prove` adds up. */
export interface Counts {
  readonly states: number;
  readonly schedules: number;
  readonly violations: number;
  readonly mutants: number;
  readonly mutantsKilled: number;
  readonly mutantsCovered: number;
}

/** What one test has to say: a line of text, or a line of the mutation table. */
export interface Told {
  readonly text?: string;
  readonly line?: Line;
  readonly counts: Partial<Counts>;
}

/** `full`: every pair of faults everywhere, every mutant; else what fits into every test run. */
export const FULL = process.env.NIGHTWARDEN_PROVE === 'full';

/** Leaves a line for `npm run prove`, which names the file; a plain test run keeps nothing. */
export function tell(text: string, counts: Partial<Counts>): void {
  leave({ text, counts });
}

/** The same for a line of the mutation table. */
export function tellLine(line: Line, counts: Partial<Counts>): void {
  leave({ line, counts });
}

function leave(told: Told): void {
  const file = process.env.NIGHTWARDEN_PROVE_COUNTS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(told)}\n`);
}
