import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documents, readme } from '../../docs/generate.ts';
import { main } from '../../lib/cli/program.ts';
import manifest from '../../package.json' with { type: 'json' };

const generated = await documents();

describe('the generated documents', () => {
  it.each([...generated])('docs/%s is what the code says (npm run docs)', async (path, text) => {
    expect(await readFile(join('docs', path), 'utf8')).toBe(text);
  });

  it('the README shows the read-only policy of the code (npm run docs)', async () => {
    const text = await readFile('README.md', 'utf8');
    expect(text).toContain('"iam:GetAccountAuthorizationDetails"');
    expect(text).toBe(await readme());
  });
});

describe('the README', () => {
  it('speaks of every option of a sweep', async () => {
    let help = '';
    const write = (text: string) => {
      help += text;
      return true;
    };
    await main(['sweep', '--help'], { stdout: { write }, stderr: { write }, now: () => new Date(0) });
    const options = [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option]) => option ?? '');
    const text = await readFile('README.md', 'utf8');
    expect(options.length).toBeGreaterThan(10);
    expect(options.filter((option) => option !== '--help' && !text.includes(option))).toEqual([]);
  });

  it.each(['README.md', 'CONTRIBUTING.md', 'test/worlds/README.md'])(
    '%s names only scripts that there are',
    async (file) => {
      const text = await readFile(file, 'utf8');
      const scripts = [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, script]) => script ?? '');
      expect(scripts.length).toBeGreaterThan(0);
      expect(scripts.filter((script) => !Object.hasOwn(manifest.scripts, script))).toEqual([]);
    },
  );
});
