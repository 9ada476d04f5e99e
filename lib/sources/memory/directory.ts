import { constants } from 'node:fs';
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printable } from '../../core/reports/text.ts';
import { InputError } from '../../ports/input-error.ts';
import type { Memory } from '../../ports/memory.ts';

/**
 * Remembers in a folder, one file a name, which only their owner may read.
 * Makes the folder where there is none: that it can't be written is told before an account is read, not after.
 * @throws {InputError} when it is no folder to write to
 */
export async function directoryMemory(dir: string): Promise<Memory> {
  await writing(dir, async () => {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await access(dir, constants.W_OK | constants.X_OK);
  });
  return {
    recall: (name) => read(fileOf(dir, name)),
    remember: (name, json) => writing(dir, () => replace(fileOf(dir, name), json)),
  };
}

function fileOf(dir: string, name: string): string {
  if (!/^[a-z0-9-]+$/.test(name)) throw new RangeError(`expected a name of a-z, 0-9 and -, got ${name}`);
  return join(dir, `${name}.json`);
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new InputError(`${printable(file)}: can't be read (${code ?? 'error'}): check its permissions`, {
      cause: error,
    });
  }
}

/** In one move, so that it is never found half written. */
async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, file);
}

async function writing(dir: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(
      `--cache ${JSON.stringify(printable(dir))}: expected a folder to write to, got ${code ?? 'an error'}: name another one`,
      { cause: error },
    );
  }
}
