import { isRecord } from '../../core/model/records.ts';
import { printable } from '../../core/reports/text.ts';
import type { EventIds } from '../../core/trust/event-ids.ts';
import { usageBook } from '../../core/trust/usage.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { isTrailFile } from './bucket-layout.ts';
import { addUp, idsIn, idsOut, type OpenDay } from './ledger.ts';
import { unpackRecords } from './unpack.ts';

/** Files on their way at once: they are small while packed, and unpacked one after the other. */
const IN_FLIGHT = 16;
/** A worker has little memory; CloudTrail's own files unpack to some 50 MB at most. */
const MOST_BYTES = 150_000_000;

export interface DayOptions {
  readonly bucket: Pick<ObjectStore, 'list' | 'read'>;
  /** Where the day's files lie, with a slash at the end. */
  readonly folder: string;
  /** What was read of the day before. */
  readonly known: OpenDay;
  /** Events that were counted on the days beside it. */
  readonly beside: readonly EventIds[];
}

export interface DayReading {
  readonly found: OpenDay;
  readonly listed: boolean;
  readonly answered: boolean;
  /** Calls that failed; their files are read the next time. */
  readonly failed: readonly { readonly action: string; readonly error: unknown }[];
}

/** Reads those files of a day that were not read before. */
export async function readDay({ bucket, folder, known, beside }: DayOptions): Promise<DayReading> {
  let keys: readonly string[];
  try {
    keys = await bucket.list(folder);
  } catch (error) {
    return { found: known, listed: false, answered: false, failed: [{ action: 's3:ListBucket', error }] };
  }
  const before = new Set(known.read);
  const fresh = keys.filter((key) => isTrailFile(key) && !before.has(key.slice(folder.length)));
  if (fresh.length === 0) return { found: known, listed: true, answered: true, failed: [] };
  const ids = idsIn(known);
  const book = usageBook({
    add: (id) => !beside.some((other) => other.has(id)) && ids.add(id),
  });
  const problems: { file: string; reason: string }[] = [];
  const failed: { action: string; error: unknown }[] = [];
  const read: string[] = [];
  for (let at = 0; at < fresh.length; at += IN_FLIGHT) {
    const bodies = await Promise.all(fresh.slice(at, at + IN_FLIGHT).map((key) => fetched(bucket, key)));
    for (const { key, body, error } of bodies) {
      if (error !== undefined) {
        failed.push({ action: 's3:GetObject', error });
        continue;
      }
      read.push(key.slice(folder.length));
      // An object that went away between the list and the read is gone for good.
      const reason = body === undefined ? 'was deleted before it was read' : await feed(body, book);
      if (reason !== undefined) problems.push({ file: printable(key), reason });
    }
    if (failed.length >= IN_FLIGHT) break;
  }
  const usage = book.usage().filter(({ accessKeyId }) => !accessKeyId.startsWith('ASIA'));
  const sum = addUp([known, { usage, changes: book.statusChanges(), problems }]);
  const found = { ...sum, read: [...known.read, ...read], ids: idsOut(ids) };
  return { found, listed: true, answered: read.length > 0, failed };
}

interface Fetched {
  readonly key: string;
  readonly body?: Uint8Array | undefined;
  readonly error?: unknown;
}

async function fetched(bucket: Pick<ObjectStore, 'read'>, key: string): Promise<Fetched> {
  try {
    return { key, body: await bucket.read(key) };
  } catch (error) {
    return { key, error };
  }
}

/** @returns why the file was not counted, or not wholly; undefined when it was */
async function feed(body: Uint8Array, book: ReturnType<typeof usageBook>): Promise<string | undefined> {
  const unpacked = await unpackRecords(body, MOST_BYTES);
  if ('reason' in unpacked) return unpacked.reason;
  const before = book.malformed;
  for (const record of unpacked.records) if (!isOfSession(record)) book.add(record);
  const malformed = book.malformed - before;
  return malformed === 0 ? undefined : `${malformed} of its entries are no CloudTrail records`;
}

/** What a session leaves that a night wants to know: whose key was switched on or off. */
const TELLING: ReadonlySet<unknown> = new Set(['UpdateAccessKey', 'ConsoleLogin']);

/** Sessions come and go by the thousand, and none is a credential that a night judges. */
function isOfSession(record: unknown): boolean {
  if (!isRecord(record) || !isRecord(record.userIdentity) || TELLING.has(record.eventName)) return false;
  const { accessKeyId } = record.userIdentity;
  return typeof accessKeyId === 'string' && accessKeyId.startsWith('ASIA');
}
