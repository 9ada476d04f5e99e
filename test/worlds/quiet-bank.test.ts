import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DETECTORS } from '../../lib/core/detectors/index.ts';
import { CSV_COLUMNS } from '../../lib/core/reports/csv/index.ts';
import { plantedIn } from '../lab/world.ts';
import { CANARY } from './quiet-bank/canary.ts';
import { quietBank } from './quiet-bank/world.ts';
import { folderOf, sweepFiles, sweepInEveryFormat } from './sweeping.ts';

const swept = await sweepInEveryFormat('quiet-bank');
const told = (format: Parameters<typeof swept.get>[0]) => swept.get(format)?.stdout ?? '';
const json = (format: Parameters<typeof swept.get>[0]) => JSON.parse(told(format)) as never;

interface Log {
  readonly runs: readonly {
    readonly results: readonly unknown[];
    readonly invocations: readonly {
      readonly executionSuccessful: boolean;
      readonly toolExecutionNotifications: readonly unknown[];
    }[];
  }[];
}

describe('the world quiet-bank', () => {
  it('is of a size that people have, and holds nothing wrong', () => {
    const { users, roles, secrets, functions, configurations } = quietBank;
    for (const list of [users, roles, secrets, functions]) expect(list.length).toBeGreaterThanOrEqual(24);
    expect(configurations.length).toBeGreaterThanOrEqual(60);
    expect(plantedIn(quietBank).flatMap(({ wrongs = [] }) => wrongs)).toEqual([]);
  });

  it.each([...swept])('ends with 0 as %s, with --strict, and says nothing on stderr but progress', (_, run) => {
    expect(run.code).toBe(0);
    expect(run.stderr).not.toMatch(/nightwarden:|gap(?!s)|not clean/);
  });

  it('is clean to those who read', () => {
    expect(told('table')).toContain('No findings: clean');
    expect(told('table')).not.toMatch(/gap|owner unknown/);
    expect(told('markdown')).toContain('**No findings and no gaps: clean.**');
    expect(told('csv')).toBe(`${CSV_COLUMNS.join(',')}\r\n`);
  });

  it('is empty to programs', () => {
    expect(json('json')).toMatchObject({ findings: [], gaps: [] });
    expect(json('asff')).toEqual([]);
    expect(json('ocsf')).toEqual([]);
    const [run] = (json('sarif') as Log).runs;
    expect(run?.results).toEqual([]);
    expect(run?.invocations).toMatchObject([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
  });

  it('was judged, not skipped: a year later it is not clean', async () => {
    const run = await sweepFiles('quiet-bank', '--as-of', '2027-11-20T03:00:00Z', '--format', 'json');
    const { findings } = JSON.parse(run.stdout) as { findings: readonly { detector: string }[] };
    const found = new Set(findings.map(({ detector }) => detector));
    // A year later its keys and secrets are old, and nothing rotated them.
    for (const id of ['iam.old-access-key', 'secretsmanager.unused-secret', 'secretsmanager.rotation-failing'])
      expect(found).toContain(id);
    expect(DETECTORS.length).toBeGreaterThan(found.size);
  });

  it('holds no planted value, in no file and no report', async () => {
    const texts = [...swept.values()].flatMap(({ stdout, stderr }) => [stdout, stderr]);
    const folder = folderOf('quiet-bank');
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.endsWith('.ts')) continue;
      const bytes = await readFile(join(entry.parentPath, entry.name));
      texts.push((entry.name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString());
    }
    expect(texts.filter((text) => text.includes(CANARY))).toEqual([]);
  });
});
