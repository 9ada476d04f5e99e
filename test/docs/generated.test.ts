import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documents, readme } from '../../docs/generate.ts';

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
