import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPython } from './python.ts';

let folder: string;
const candidates = ['python3', 'python3.12'];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightwarden-path-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A PATH on which only these commands are, each answering the probe as said. */
async function pathWith(commands: Readonly<Record<string, string>>): Promise<NodeJS.ProcessEnv> {
  const path = await mkdtemp(join(folder, 'bin-'));
  for (const [name, answer] of Object.entries(commands)) {
    await writeFile(join(path, name), `#!/bin/sh\n${answer}\n`);
    await chmod(join(path, name), 0o755);
  }
  return { PATH: path };
}

describe('finding a Python for the lab', () => {
  it.each`
    why                                                   | commands                                                              | found
    ${'takes the first that fits'}                        | ${{ python3: 'echo 3.10.0 True', 'python3.12': 'echo 3.12.1 True' }}  | ${{ command: 'python3', version: '3.10.0' }}
    ${'passes over one that is too old'}                  | ${{ python3: 'echo 3.9.6 True', 'python3.12': 'echo 3.12.1 True' }}   | ${{ command: 'python3.12', version: '3.12.1' }}
    ${'passes over one without venv'}                     | ${{ python3: 'echo 3.13.0 False', 'python3.12': 'echo 3.12.1 True' }} | ${{ command: 'python3.12', version: '3.12.1' }}
    ${'passes over a shim for one that is not installed'} | ${{ python3: 'exit 127', 'python3.12': 'echo 3.12.1 True' }}          | ${{ command: 'python3.12', version: '3.12.1' }}
  `('$why', async ({ commands, found }) => {
    expect(await findPython({ candidates, env: await pathWith(commands) })).toEqual(found);
  });

  it.each`
    why                                  | commands                                                             | came
    ${'there is none'}                   | ${{}}                                                                | ${'found no Python'}
    ${'the only one is macOS’s own 3.9'} | ${{ python3: 'echo 3.9.6 True' }}                                    | ${'python3 is Python 3.9.6'}
    ${'Debian’s lacks its venv module'}  | ${{ python3: 'echo 3.11.2 False' }}                                  | ${'python3 (3.11.2) lacks venv and ensurepip'}
    ${'each fails for a reason its own'} | ${{ python3: 'echo 3.9.6 True', 'python3.12': 'echo 3.12.1 False' }} | ${'python3 is Python 3.9.6 and python3.12 (3.12.1) lacks venv'}
  `('says in one line what to install and what works without it when $why', async ({ commands, came }) => {
    const failure = findPython({ candidates, env: await pathWith(commands) });
    const error = await failure.then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error?.name).toBe('LabError');
    expect(error?.message).toContain(came);
    expect(error?.message).toContain('Python 3.10 or later');
    expect(error?.message).toContain('apt-get install python3-venv');
    expect(error?.message).toContain('brew install python@3.12');
    expect(error?.message).toContain('npx nightwarden sweep --from test/worlds/small-shop');
    expect(error?.message).not.toContain('\n');
  });
});
