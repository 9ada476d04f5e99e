import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

/** Packages that are loaded with a file: by what it imports at once, and by what that imports. */
function packagesOf(file: string, seen = new Set<string>(), found = new Set<string>()): Set<string> {
  if (seen.has(file)) return found;
  seen.add(file);
  const source = readFileSync(file, 'utf8');
  for (const [, name = ''] of source.matchAll(/^(?:import|export) (?!type)[^;]*?from '([^']+)';/gm)) {
    if (name.startsWith('.')) packagesOf(join(dirname(file), name), seen, found);
    else found.add(name);
  }
  return found;
}

it('a sweep of files loads no AWS SDK: it would double the time and the memory of a small one', () => {
  const loaded = ['lib/cli/sweep.ts', 'lib/usecases/read-files.ts'].flatMap((file) => [...packagesOf(file)]);
  expect(loaded).toContain('zod/mini');
  expect(loaded.filter((name) => name.startsWith('@aws-sdk/'))).toEqual([]);
});
