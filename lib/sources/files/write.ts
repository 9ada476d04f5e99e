import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Only its owner may read what was collected. */
const FILE_MODE = 0o600;

/**
 * Writes a file as a whole or not at all: into a file beside it, which then takes its name.
 * @param pieces written one after the other: an account's details can be longer than the longest text
 */
export async function writeWhole(path: string, pieces: Iterable<string>): Promise<void> {
  const draft = draftOf(path);
  try {
    const handle = await open(draft, 'wx', FILE_MODE);
    try {
      for (const piece of pieces) await handle.write(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** As {@link writeWhole}, for callers that can't wait (a RecordSink). */
export function writeWholeSync(path: string, bytes: Uint8Array): void {
  const draft = draftOf(path);
  try {
    writeFileSync(draft, bytes, { mode: FILE_MODE, flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** A JSON array, one item a line. */
export function* jsonArray(items: Iterable<unknown>): Generator<string> {
  let before = '[';
  for (const item of items) {
    yield `${before}\n${JSON.stringify(item)}`;
    before = ',';
  }
  yield before === '[' ? '[]\n' : '\n]\n';
}

/** An array of one answer of the CLI with all items in its list. */
export function* answerOf(list: string, items: Iterable<unknown>): Generator<string> {
  yield `[{${JSON.stringify(list)}:`;
  yield* jsonArray(items);
  yield '}]\n';
}

/** RFC 4180, by the columns given; every cell in quotes. */
export function* csv(
  columns: readonly string[],
  rows: Iterable<Readonly<Record<string, unknown>>>,
): Generator<string> {
  yield `${columns.map(cell).join(',')}\n`;
  for (const row of rows) yield `${columns.map((column) => cell(row[column])).join(',')}\n`;
}

function cell(value: unknown): string {
  const text = typeof value === 'string' ? value : '';
  return `"${text.replaceAll('"', '""')}"`;
}

/** What a write that was killed leaves behind. */
export const DRAFT = /^\..+\.[0-9a-f-]{36}\.draft$/;

function draftOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomUUID()}.draft`);
}
