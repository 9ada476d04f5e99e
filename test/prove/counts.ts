import { appendFileSync } from 'node:fs';

/** What `npm run prove` adds up. */
export interface Counts {
  readonly states: number;
  readonly schedules: number;
  readonly violations: number;
  readonly mutants: number;
  readonly mutantsKilled: number;
  readonly mutantsCovered: number;
}

/** `full`: every pair of faults everywhere, every mutant; else what fits into every test run. */
export const FULL = process.env.NIGHTWARDEN_PROVE === 'full';

/** Leaves a line for `npm run prove`, which names the file; a plain test run keeps nothing. */
export function tell(text: string, counts: Partial<Counts>): void {
  const file = process.env.NIGHTWARDEN_PROVE_COUNTS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ text, counts })}\n`);
}
