import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../lib/cli/formats.ts';
import { main } from '../../lib/cli/program.ts';
import { CANARIES } from '../worlds/small-shop/canaries.ts';

const WORLD = join(import.meta.dirname, '..', 'worlds', 'small-shop');

async function sweep(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const code = await main(['sweep', '--from', WORLD, ...args], {
    stdout: {
      write: (text) => {
        stdout += text;
      },
    },
    stderr: {
      write: (text: string) => {
        stderr += text;
        return true;
      },
    },
    now: () => new Date(0),
  });
  return { code, stdout, stderr };
}

describe('every format', () => {
  it.each(FORMATS)('%s tells the findings, the gap and the frameworks, and no secret', async (format) => {
    const { code, stdout } = await sweep('--format', format);
    expect(code).toBe(0);
    for (const told of ['root#access-key-1', 'NHI7:2025', 'T1078.004', 'PR.AA-01'])
      expect(stdout).toContain(told);
    for (const canary of ['NIGHTWARDENCANARY', ...Object.values(CANARIES)])
      expect(stdout).not.toContain(canary);
  });

  it.each(FORMATS.filter((format) => format !== 'asff'))('%s shows what was not read', async (format) => {
    const { stdout } = await sweep('--format', format);
    expect(stdout).toContain('--roster');
    expect(stdout).toContain('give it: ');
  });

  it.each(FORMATS.filter((format) => format !== 'table'))(
    '%s leaves the gaps on stderr too',
    async (format) => {
      expect((await sweep('--format', format)).stderr).toContain('not clean');
    },
  );

  it('asff, which has no place for gaps, has each of them on stderr', async () => {
    const { stdout, stderr } = await sweep('--format', 'asff');
    expect(stdout).not.toContain('--roster');
    expect(stderr).toMatch(/^nightwarden: gap: --roster: .*; give it: /m);
  });

  it('refuses a format that there is not', async () => {
    const { code, stderr } = await sweep('--format', 'html');
    expect(code).toBe(2);
    expect(stderr).toContain('Allowed choices are table, json, asff, ocsf, sarif, csv, markdown');
  });
});
