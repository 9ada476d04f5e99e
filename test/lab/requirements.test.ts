import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

describe.each([
  ['requirements.txt', 'ministack'],
  ['microburst.txt', 'microburst'],
])('what %s installs', async (file, wanted) => {
  const requirements = await readFile(join(import.meta.dirname, file), 'utf8');
  const pinned = requirements
    .replace(/^\s*#.*$/gm, '')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');

  it(`is ${wanted} and what it needs`, () => {
    expect(pinned.length).toBeGreaterThan(10);
    expect(pinned.some((line) => line.startsWith(`${wanted}==`))).toBe(true);
  });

  it.each(pinned.map((line) => [line.split(/[ ;]/)[0] ?? '', line]))(
    '%s is pinned by version and hash',
    (name, line) => {
      expect(name).toMatch(/^[a-z0-9-]+==[\w.]+$/);
      expect(line).toMatch(/ --hash=sha256:[0-9a-f]{64}/);
    },
  );

  it('names no registry', () => {
    expect(requirements).not.toMatch(/https?:|index-url|find-links/);
  });
});
