import { type UsageRow, usageRow } from '../core/reports/usage/index.ts';
import { usageBook } from '../core/trust/usage.ts';
import { readTrailFiles, type TrailFilesRead } from '../sources/trail/files.ts';

export interface UsageResult extends TrailFilesRead {
  /** One row an access key, sorted by its id. */
  readonly rows: readonly UsageRow[];
}

/**
 * `nightwarden usage DIR…`: what CloudTrail files show of each access key. What could not be read is in `problems`.
 * @throws {InputError} when a folder does not exist or is none
 */
export async function usage(
  dirs: readonly string[],
  onProgress?: (text: string) => void,
): Promise<UsageResult> {
  const book = usageBook();
  const read = await readTrailFiles(dirs, book, onProgress);
  const keys = book.usage().filter(({ accessKeyId }) => !accessKeyId.startsWith('arn:'));
  return { ...read, rows: keys.map(usageRow) };
}
