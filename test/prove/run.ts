import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Counts, Told } from './counts.ts';
import { tableText } from './table.ts';

/** `npm run prove [-- --json] [--traces]`: everything, the mutation table, and what it came to. */
const directory = mkdtempSync(join(tmpdir(), 'nightwarden-prove-'));
const file = join(directory, 'counts');
const vitest = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', 'test/prove', '--maxWorkers=2'],
  {
    stdio: ['ignore', process.stderr, process.stderr],
    env: { ...process.env, NIGHTWARDEN_PROVE: 'full', NIGHTWARDEN_PROVE_COUNTS: file },
  },
);

const lines = read().map((line) => JSON.parse(line) as Told);
rmSync(directory, { recursive: true, force: true });

const sum = (name: keyof Counts): number => lines.reduce((all, { counts }) => all + (counts[name] ?? 0), 0);
const counts: Counts = {
  states: sum('states'),
  schedules: sum('schedules'),
  violations: sum('violations'),
  mutants: sum('mutants'),
  mutantsKilled: sum('mutantsKilled'),
  mutantsCovered: sum('mutantsCovered'),
};
const say = (text: string): boolean => process.stdout.write(`${text}\n`);
for (const { text } of lines) if (text !== undefined) say(text);
const table = lines
  .flatMap(({ line }) => line ?? [])
  .toSorted((one, other) => one.id.localeCompare(other.id));
for (const text of tableText(table, process.argv.includes('--traces'))) say(text);
say(
  process.argv.includes('--json')
    ? JSON.stringify(counts)
    : `${counts.states} states, ${counts.schedules} schedules, ${counts.violations} violations; ` +
        `${counts.mutants} mutants: ${counts.mutantsKilled} found, ${counts.mutantsCovered} covered by another guard`,
);
process.exitCode = vitest.status ?? 1;

function read(): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}
