import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { printable } from '../../core/reports/text.ts';
import { InputError } from '../../ports/input-error.ts';

/** A file, or a folder, that was not counted or not wholly, and why in one line. */
export interface TrailProblem {
  /** Fit to be printed, whatever the file is called. */
  readonly file: string;
  readonly reason: string;
}

export interface TrailFile {
  /** To open it by. */
  readonly path: string;
  /** To print. */
  readonly file: string;
}

interface Found {
  readonly files: TrailFile[];
  readonly problems: TrailProblem[];
  /** Real paths that were met: links may lead in circles, and folders given may lie in one another. */
  readonly met: Set<string>;
}

/**
 * Finds the trail files under the folders, sorted by path, each real file once. Links are followed.
 * @throws {InputError} when a folder does not exist or is none
 */
export async function findTrailFiles(dirs: readonly string[]): Promise<Omit<Found, 'met'>> {
  const met = new Set<string>();
  const all: Found = { files: [], problems: [], met };
  for (const dir of dirs) {
    await mustBeFolder(dir);
    const found: Found = { files: [], problems: [], met };
    const readBefore = met.has(await realpath(dir));
    await walk(dir, found);
    if (!readBefore && found.files.length === 0 && found.problems.length === 0) {
      found.problems.push({
        file: printable(dir),
        reason: 'holds no *.json or *.json.gz file: check the path',
      });
    }
    for (const file of found.files) all.files.push(file);
    all.problems.push(...found.problems);
  }
  return { files: all.files.toSorted((a, b) => (a.path < b.path ? -1 : 1)), problems: all.problems };
}

async function mustBeFolder(dir: string): Promise<void> {
  const found = await stat(dir).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  const got = found === undefined ? 'nothing that can be read' : 'something else';
  throw new InputError(
    `${printable(dir)}: expected a folder of CloudTrail files, found ${got}: check the path`,
  );
}

async function walk(root: string, found: Found): Promise<void> {
  // A list of folders still to read rather than recursion: a link farm may be deep.
  const folders = [root];
  for (let dir = folders.pop(); dir !== undefined; dir = folders.pop()) {
    try {
      if (isMet(await realpath(dir), found)) continue;
      for (const entry of await readdir(dir, { withFileTypes: true })) {
        const kind = await kindOf(dir, entry);
        if (kind === 'folder') folders.push(join(dir, entry.name));
        else if (isTrailFile(dir, entry.name)) await take(join(dir, entry.name), kind, found);
      }
    } catch (error) {
      found.problems.push({ file: printable(dir), reason: unreadable(error) });
    }
  }
}

async function kindOf(dir: string, entry: Dirent): Promise<'folder' | 'file' | 'other'> {
  const target = entry.isSymbolicLink() ? await stat(join(dir, entry.name)).catch(() => undefined) : entry;
  if (target?.isDirectory() === true) return 'folder';
  return target?.isFile() === true ? 'file' : 'other';
}

/** AWS Config and others write into a trail's bucket: `AWSLogs/[o-id/]ACCOUNT/Config/…`. */
const OF_OTHERS = /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?\d{12}\/(?!CloudTrail)[^/]+\//;

/** Digests prove that files are unchanged; they hold no records. */
function isTrailFile(dir: string, name: string): boolean {
  if (!/\.json(\.gz)?$/i.test(name) || OF_OTHERS.test(`${dir}/`)) return false;
  return !name.includes('_CloudTrail-Digest_') && !dir.split('/').includes('CloudTrail-Digest');
}

async function take(path: string, kind: 'file' | 'other', found: Found): Promise<void> {
  const file = printable(path);
  if (kind === 'other') {
    found.problems.push({
      file,
      reason: 'is not a regular file, or a link to nothing: remove it or fetch the file',
    });
    return;
  }
  if (!isMet(await realpath(path), found)) found.files.push({ path, file });
}

function isMet(real: string, { met }: Found): boolean {
  if (met.has(real)) return true;
  met.add(real);
  return false;
}

function unreadable(error: unknown): string {
  return `can't be read (${printable((error as NodeJS.ErrnoException).code ?? 'error')}): check its permissions`;
}
