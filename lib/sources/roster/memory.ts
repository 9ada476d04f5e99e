import { constants } from 'node:fs';
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { printable } from '../../core/reports/text.ts';
import { InputError } from '../../ports/input-error.ts';

/** How many people the last accepted roster had. */
export interface RosterCounts {
  /** Everybody in it, also those who left. */
  readonly people: number;
  readonly active: number;
}

const schema = z.object({ people: z.int().min(0), active: z.int().min(0) });

/**
 * Makes the folder where there is none: that it can't be written is told before an account is read, not after.
 * @returns undefined when nothing was remembered yet
 * @throws {InputError} when the memory is damaged: without it a roster that was cut in half would be believed
 */
export async function recallRoster(cacheDir: string): Promise<RosterCounts | undefined> {
  const file = join(cacheDir, 'roster.json');
  await writing(cacheDir, async () => {
    await mkdir(cacheDir, { recursive: true, mode: 0o700 });
    await access(cacheDir, constants.W_OK | constants.X_OK);
  });
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new InputError(`${printable(file)}: can't be read (${code ?? 'error'}): check its permissions`);
  }
  const result = schema.safeParse(parsed(text));
  if (result.success) return result.data;
  throw new InputError(
    `${printable(file)}: expected {"people": number, "active": number}: remove the file if the roster is right`,
  );
}

/**
 * Remembers an accepted roster. The file is replaced in one move, so that it is never found half written.
 * @throws {InputError} when it can't be written
 */
export async function rememberRoster(cacheDir: string, { people, active }: RosterCounts): Promise<void> {
  const file = join(cacheDir, 'roster.json');
  const draft = `${file}.${process.pid}.tmp`;
  await writing(cacheDir, async () => {
    await mkdir(cacheDir, { recursive: true, mode: 0o700 });
    await writeFile(draft, `${JSON.stringify({ people, active })}\n`, { mode: 0o600 });
    await rename(draft, file);
  });
}

async function writing(cacheDir: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(
      `--cache ${JSON.stringify(printable(cacheDir))}: expected a folder to write to, got ${code ?? 'an error'}: name another one`,
      { cause: error },
    );
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
