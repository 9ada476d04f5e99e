import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { FORMATS, type Format } from '../../lib/cli/formats.ts';
import { CSV_COLUMNS } from '../../lib/core/reports/csv/index.ts';
import { SOURCES } from '../../lib/sources/index.ts';
import { nightwarden } from '../bin/run.ts';
import { violations as asffViolations } from '../core/reports/asff/validator.ts';
import { OBEYED } from '../core/reports/hostile.ts';
import { validatorOf } from '../schemas/validator.ts';
import { CANARY } from './hostile/shared.ts';
import { folderOf, sweepFiles, sweepInEveryFormat } from './sweeping.ts';

const FOLDER = folderOf('hostile');
const swept = await sweepInEveryFormat('hostile');
const told = (format: Format) => swept.get(format)?.stdout ?? '';
const json = (format: Format) => JSON.parse(told(format)) as never;

interface Sweep {
  readonly findings: readonly { readonly id: string; readonly detector: string; readonly subject: string }[];
  readonly gaps: readonly { readonly missing: string; readonly reason: string }[];
  readonly credentials: readonly { readonly id: string; readonly owner: { readonly name: string } | null }[];
}
const { findings, gaps, credentials } = json('json') as Sweep;

describe('the world hostile', () => {
  it.each(SOURCES.map(({ file }) => file))('has a file of %s (npm run worlds)', async (file) => {
    await expect(access(join(FOLDER, file))).resolves.toBeUndefined();
  });

  it('is judged all the same: what is well-formed is found, what is damaged is told by its place', () => {
    expect(findings.length).toBeGreaterThan(100);
    expect(gaps.length).toBeGreaterThan(50);
    expect(credentials.length).toBeGreaterThan(100);
    for (const place of ['cloudtrail/deep.json', 'cloudtrail/not-utf-8.json', 'access-keys.json'])
      expect(gaps.some(({ missing, reason }) => `${missing} ${reason}`.includes(place))).toBe(true);
  });

  it.each(FORMATS)('ends with 2 as %s: damaged input, and the report is still whole', (format) => {
    expect(swept.get(format)?.code).toBe(2);
    expect(told(format).length).toBeGreaterThan(10_000);
    expect(told(format)).not.toContain(': clean');
  });

  it.each(FORMATS)('%s has no character that a terminal obeys or that reorders text', (format) => {
    const { stdout = '', stderr = '' } = swept.get(format) ?? {};
    for (const text of [stdout, stderr]) {
      expect(text.replaceAll('\r\n', '\n')).not.toMatch(OBEYED);
      expect(text.replaceAll('\r\n', '\n')).not.toContain('\r');
    }
    // A hundred damaged items are a handful of lines.
    expect(stderr.split('\n').length).toBeLessThan(60);
  });

  it.each(FORMATS)('%s and its stderr hold no value that somebody exported in the open', (format) => {
    const { stdout = '', stderr = '' } = swept.get(format) ?? {};
    expect(stdout + stderr).not.toContain('NIGHTWARDENCANARY');
  });

  it('the CSV has one row a finding and a gap, and no cell that begins a formula', () => {
    const [header, ...rows]: string[][] = parse(told('csv'));
    expect(header).toEqual(CSV_COLUMNS);
    expect(rows).toHaveLength(findings.length + gaps.length);
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^\s*[=+\-@\t\r＝＋－＠]/);
  });

  it('the Markdown becomes our own elements: no link, no picture, no HTML, no heading of theirs', () => {
    const html = marked.parse(told('markdown'), { async: false });
    const tags = new Set([...html.matchAll(/<\/?([^\s>/]+)/g)].map(([, tag = '']) => tag));
    const ours = 'h1 h2 h3 h4 p code pre table thead tbody tr th td ul li strong'.split(' ');
    expect([...tags].filter((tag) => !ours.includes(tag))).toEqual([]);
    expect(html.split('<h4>').length - 1).toBe(findings.length);
  });

  it('SARIF, OCSF and ASFF stay valid', () => {
    expect(validatorOf('sarif-2.1.0.json')(json('sarif'))).toEqual([]);
    const ocsf = validatorOf('ocsf-1.5.0-detection-finding.json');
    const events = json('ocsf') as readonly unknown[];
    expect(events).toHaveLength(findings.length + gaps.length);
    expect(events.flatMap((event) => ocsf(event))).toEqual([]);
    const asff = json('asff') as readonly Parameters<typeof asffViolations>[0][];
    expect(asff).toHaveLength(findings.length);
    expect(asff.flatMap((finding) => asffViolations(finding))).toEqual([]);
  });

  it('gives each finding an id of its own', () => {
    expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
    expect(new Set(credentials.map(({ id }) => id)).size).toBe(credentials.length);
  });

  it('takes no field of an object for one that everything has', () => {
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    for (const { owner } of credentials) expect(owner?.name).not.toBe('polluted');
  });

  it('says the same twice', async () => {
    expect((await sweepFiles('hostile', '--format', 'json', '--strict')).stdout).toBe(told('json'));
  });

  it('is survived by the program itself', async () => {
    const run = await nightwarden(['sweep', '--from', FOLDER, '--roster', join(FOLDER, 'roster.csv')]);
    expect(run.code).toBe(2);
    expect(run.stdout + run.stderr).not.toMatch(OBEYED);
    expect(run.stderr).not.toMatch(/\n\s+at .*:\d+/);
  });

  it('adds up the calls of its CloudTrail, and names the files that are damaged', async () => {
    const run = await nightwarden(['usage', join(FOLDER, 'cloudtrail')]);
    expect(run.code).toBe(2);
    expect(run.stdout).toContain('AKIAH05T1LE000000000');
    expect(run.stderr).toMatch(/deep\.json: is not JSON[^]*not-utf-8\.json: is not UTF-8/);
    expect(run.stdout + run.stderr).not.toMatch(OBEYED);
    expect(run.stdout + run.stderr).not.toContain(CANARY);
  });

  it('holds the canary that is looked for', async () => {
    expect(await readFile(join(FOLDER, 'functions.json'), 'utf8')).toContain(CANARY);
  });
});
