import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../ports/input-error.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { INPUTS, type InputName, inputKey } from './layout.ts';

/** Paths by name; a name is missing when nobody handed it over. */
export type InputFiles = Readonly<Partial<Record<InputName, string>>>;

/**
 * Lays what people handed over into files for as long as they are used.
 * @param run undefined: as people left them, of which no run has its copy yet
 * @throws {InputError} of whoever uses them, with the names that people know them by
 */
export async function withInputFiles<T>(
  store: ObjectStore,
  run: string | undefined,
  names: readonly InputName[],
  use: (files: InputFiles, named: (text: string) => string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'nightwarden-inputs-'));
  // By the names that people know them by.
  const named = (text: string) => text.replaceAll(`${folder}/`, 'inputs/');
  try {
    const files: Partial<Record<InputName, string>> = {};
    for (const name of names) {
      const body = await store.read(inputKey(name, run));
      if (body === undefined) continue;
      const file = join(folder, INPUTS[name]);
      await writeFile(file, body, { mode: 0o600 });
      files[name] = file;
    }
    return await use(files, named);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(named(error.message), { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
