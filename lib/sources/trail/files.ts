import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { count, printable } from '../../core/reports/text.ts';
import type { RecordSink } from '../../ports/account-export.ts';
import { parseJson } from '../files/text.ts';
import { findTrailFiles, type TrailProblem } from './find.ts';
import { recordsOf } from './records.ts';

const unzip = promisify(gunzip);

/** Reading and unpacking run beside the parsing; more in flight would only hold more memory. */
const IN_FLIGHT = 4;
/** V8's longest text is 512 MB; a file that unpacks to more than this is not CloudTrail's (it writes some 50 MB). */
const MOST_BYTES = 500_000_000;

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
  const bytes = await readBytes(path);
  if ('reason' in bytes) return bytes;
  if (!isUtf8(bytes)) return { reason: 'is not UTF-8 text: fetch it again' };
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  if (text.trim() === '') return { reason: 'is empty: fetch it again' };
  const parsed = parseJson(text);
  return 'value' in parsed
    ? recordsOf(parsed.value)
    : { reason: `is not JSON: ${parsed.fault}: fetch it again` };
}

async function readBytes(path: string): Promise<Buffer | { readonly reason: string }> {
  try {
    const raw = await readFile(path);
    if (raw.length > MOST_BYTES) return { reason: TOO_LARGE };
    // By its first bytes, not its name: some tools unpack and keep the name.
    const isZipped = raw[0] === 0x1f && raw[1] === 0x8b;
    return isZipped ? await unzip(raw, { maxOutputLength: MOST_BYTES }) : raw;
  } catch (error) {
    return { reason: whyUnread(error) };
  }
}

const TOO_LARGE = 'is larger than 500 MB: split it';

function whyUnread(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? 'error';
  if (code === 'ERR_BUFFER_TOO_LARGE' || code === 'ERR_FS_FILE_TOO_LARGE') return TOO_LARGE;
  if (code === 'Z_BUF_ERROR') return 'is a truncated gzip file: fetch it again';
  if (code.startsWith('Z_')) return 'is a damaged gzip file: fetch it again';
  return `can't be read (${printable(code)}): check its permissions`;
}
