import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { DETECTORS } from '../../lib/core/detectors/index.ts';
import { SOURCES } from '../../lib/sources/index.ts';
import { folderOf, sweepInEveryFormat } from './sweeping.ts';

const swept = await sweepInEveryFormat('denied-everywhere');
const told = (format: Parameters<typeof swept.get>[0]) => swept.get(format)?.stdout ?? '';

interface Sweep {
  readonly findings: readonly unknown[];
  readonly credentials: readonly unknown[];
  readonly principals: readonly unknown[];
  readonly gaps: readonly { readonly missing: string; readonly detectors: readonly string[] }[];
}

const { findings, credentials, principals, gaps } = JSON.parse(told('json')) as Sweep;

describe('the world denied-everywhere', () => {
  it.each([...swept])('ends with 3 as %s: nothing could be read', (_, { code, stdout, stderr }) => {
    expect(code).toBe(3);
    expect(stdout).not.toContain(': clean');
    expect(stderr + stdout).toContain('not clean');
  });

  it('yields gaps only', () => {
    expect([findings, credentials, principals]).toEqual([[], [], []]);
    expect(gaps.length).toBeGreaterThan(9);
  });

  it.each(DETECTORS.map(({ id }) => id))('%s is told as unable to judge', (id) => {
    expect(gaps.some(({ detectors }) => detectors.includes(id))).toBe(true);
  });

  it('was collected after each source was there, and each is unread in it', async () => {
    const manifest = JSON.parse(
      await readFile(join(folderOf('denied-everywhere'), 'manifest.json'), 'utf8'),
    ) as {
      parts: Readonly<Record<string, { readonly status: string }>>;
    };
    for (const { part } of SOURCES) expect(manifest.parts[part]).toMatchObject({ status: 'unread' });
    for (const { status } of Object.values(manifest.parts)) expect(status).toBe('unread');
  });

  it('shows its gaps in each format that has a place for them', () => {
    const rows: readonly { readonly type: string }[] = parse(told('csv'), { columns: true });
    expect(rows.map(({ type }) => type)).toEqual(gaps.map(() => 'gap'));
    const events = JSON.parse(told('ocsf')) as readonly { readonly status: string }[];
    expect(events.map(({ status }) => status)).toEqual(gaps.map(() => 'Gap'));
    const { runs } = JSON.parse(told('sarif')) as {
      readonly runs: readonly [
        { readonly results: readonly unknown[]; readonly invocations: readonly object[] },
      ];
    };
    expect(runs[0].results).toHaveLength(gaps.length);
    expect(runs[0].invocations).toMatchObject([{ executionSuccessful: false }]);
    expect(told('markdown')).toContain(`**No findings · ${gaps.length} gaps, not clean.**`);
    expect(told('table')).toContain(`No findings · ${gaps.length} gaps, not clean`);
    expect(JSON.parse(told('asff'))).toEqual([]);
    expect(swept.get('asff')?.stderr).toContain(`${gaps.length} gaps, not clean`);
  });
});
