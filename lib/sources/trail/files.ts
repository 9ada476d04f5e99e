import { readFile } from 'node:fs/promises';
import { count, printable } from '../../core/reports/text.ts';
import type { RecordSink } from '../../ports/account-export.ts';
import { findTrailFiles, type TrailProblem } from './find.ts';
import { TOO_LARGE, unpackRecords } from './unpack.ts';

/** Reading and unpacking run beside the parsing; more in flight would only hold more memory. */
const IN_FLIGHT = 4;

export interface TrailFilesRead {
  /** Files that were counted, each of them whole. */
  readonly files: number;
  readonly records: number;
  /** What was not counted, one line a file, sorted by file. */
  readonly problems: readonly TrailProblem[];
}

/**
 * Feeds every record of the `*.json` and `*.json.gz` files under `dirs` to the sink.
 * Takes trail files (`{Records: […]}`), bare arrays of records, and answers of LookupEvents.
 * A file counts as a whole or not at all; digest files are passed over.
 * @param sink when it tells how many records it found malformed, each file with such records is a problem
 * @param onProgress is told `1,200 of 3,000 trail files` after each file
 * @throws {InputError} when a folder does not exist or is none
 */
export async function readTrailFiles(
  dirs: readonly string[],
  sink: RecordSink & { readonly malformed?: number },
  onProgress: (text: string) => void = () => {},
): Promise<TrailFilesRead> {
  const found = await findTrailFiles(dirs);
  const problems = [...found.problems];
  const total = found.files.length;
  const rest = found.files.values();
  let files = 0;
  let records = 0;
  let done = 0;

  async function work(): Promise<void> {
    for (const { path, file } of rest) {
      const read = await readRecords(path);
      if ('reason' in read) {
        problems.push({ file, reason: read.reason });
      } else {
        const before = sink.malformed ?? 0;
        for (const record of read.records) sink.add(record);
        files += 1;
        records += read.records.length;
        const malformed = (sink.malformed ?? 0) - before;
        if (malformed > 0) problems.push({ file, reason: notRecords(malformed) });
        if (read.cutOff) problems.push({ file, reason: 'is cut off (NextToken): export all pages' });
      }
      done += 1;
      onProgress(`${done.toLocaleString('en-GB')} of ${count(total, 'trail file')}`);
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  return { files, records, problems: problems.toSorted((a, b) => (a.file < b.file ? -1 : 1)) };
}

function notRecords(malformed: number): string {
  return `${count(malformed, 'entry is not a CloudTrail record', 'entries are not CloudTrail records')} (an object with an eventTime was expected) and not counted`;
}

type Read = { readonly records: readonly unknown[]; readonly cutOff: boolean } | { readonly reason: string };

async function readRecords(path: string): Promise<Read> {
  try {
    return await unpackRecords(await readFile(path));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    if (code === 'ERR_FS_FILE_TOO_LARGE') return { reason: TOO_LARGE };
    return { reason: `can't be read (${printable(code)}): check its permissions` };
  }
}
