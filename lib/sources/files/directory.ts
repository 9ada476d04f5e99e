import { mkdirSync } from 'node:fs';
import { chmod, mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { count, printable } from '../../core/reports/text.ts';
import { InputError } from '../../ports/input-error.ts';
import { CREDENTIAL_REPORT, JSON_FILES, MANIFEST, TRAIL } from './known.ts';
import { COLLECT_SCHEMA } from './manifest.ts';
import { readManifestFile } from './read.ts';
import { DRAFT, writeWhole } from './write.ts';

const DIRECTORY_MODE = 0o700;
const OWN_FILES = [...JSON_FILES.map(({ file }) => file), CREDENTIAL_REPORT.file];
const OWN_RECORDS = /^records-\d{6}\.json\.gz$/;

/**
 * Makes the directory ready to be written: new, empty, or an earlier collect, whose files are removed.
 * Until everything is written its manifest says that the collect did not finish.
 * @throws {InputError} when something else lies in it, which is left as it is
 */
export async function prepareDirectory(dir: string): Promise<void> {
  const entries = await openDirectory(dir);
  if (entries.length > 0 && !(await isCollect(dir))) {
    throw new InputError(
      `${printable(dir)}: expected an empty directory or an earlier collect, got ${count(entries.length, 'other file')}: name another directory`,
    );
  }
  await writeWhole(join(dir, MANIFEST), [
    `${JSON.stringify({ schema: COLLECT_SCHEMA, unfinished: true })}\n`,
  ]);
  await removeOwnFiles(dir, entries);
}

/** The name of the n-th file of records, from 1 up. */
export function recordsFile(dir: string, n: number): string {
  return join(dir, TRAIL, `records-${String(n).padStart(6, '0')}.json.gz`);
}

export function makeTrailFolder(dir: string): void {
  mkdirSync(join(dir, TRAIL), { recursive: true, mode: DIRECTORY_MODE });
}

async function openDirectory(dir: string): Promise<readonly string[]> {
  try {
    await mkdir(dir, { recursive: true, mode: DIRECTORY_MODE });
    const entries = await readdir(dir);
    if (entries.length === 0 || (await isCollect(dir))) await chmod(dir, DIRECTORY_MODE);
    return entries;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new InputError(
      `${printable(dir)}: expected a directory to write to, got ${code}: name another one`,
      {
        cause: error,
      },
    );
  }
}

async function isCollect(dir: string): Promise<boolean> {
  const { manifest } = await readManifestFile(dir);
  return manifest.schema === COLLECT_SCHEMA;
}

async function removeOwnFiles(dir: string, entries: readonly string[]): Promise<void> {
  const own = entries.filter((entry) => OWN_FILES.includes(entry) || DRAFT.test(entry));
  for (const file of own) await rm(join(dir, file), { force: true });
  const trail = join(dir, TRAIL);
  const records = await readdir(trail).catch(() => []);
  for (const file of records)
    if (OWN_RECORDS.test(file) || DRAFT.test(file)) await rm(join(trail, file), { force: true });
  // Stays when something else lies in it.
  await rmdir(trail).catch(() => {});
}
