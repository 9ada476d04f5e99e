import { gzipSync } from 'node:zlib';
import { isRecord } from '../../core/model/records.ts';
import type { TrailSink } from '../../ports/account-export.ts';
import { makeTrailFolder, recordsFile } from './directory.ts';
import { writeWholeSync } from './write.ts';

/** Characters of JSON in one file, before packing: memory stays small, and no file is too large to read. */
const FILE_LENGTH = 16_000_000;

/** Fields that are kept of a record: who called what, from where, when and with what end. */
const FIELDS = [
  'eventVersion',
  'eventID',
  'eventTime',
  'eventType',
  'eventCategory',
  'eventSource',
  'eventName',
  'awsRegion',
  'sourceIPAddress',
  'userAgent',
  'errorCode',
  'recipientAccountId',
  'readOnly',
  'managementEvent',
  'sharedEventID',
  'userIdentity',
] as const;

export interface RecordingSink extends TrailSink {
  /** Records that the sink behind it could not take, when it tells. */
  readonly malformed: number;
  /** Writes what is not written yet, even when there is nothing at all: an empty file says that it was read. */
  finish(): void;
}

/** Writes each record into the directory, redacted, on its way to the sink. */
export function recordInto(dir: string, sink: TrailSink): RecordingSink {
  let waiting: string[] = [];
  let length = 0;
  let files = 0;
  function flush(): void {
    files += 1;
    makeTrailFolder(dir);
    writeWholeSync(recordsFile(dir, files), gzipSync(`{"Records":[${waiting.join(',\n')}]}\n`));
    waiting = [];
    length = 0;
  }
  return {
    add(record) {
      const malformed = sink.malformed ?? 0;
      sink.add(record);
      // What the sink could not take is told by whoever reads, and would be told twice from the file.
      if ((sink.malformed ?? 0) > malformed) return;
      const text = JSON.stringify(redactRecord(record));
      waiting.push(text);
      length += text.length;
      if (length >= FILE_LENGTH) flush();
    },
    usage: () => sink.usage(),
    deactivations: () => sink.deactivations?.() ?? [],
    get malformed() {
      return sink.malformed ?? 0;
    },
    finish() {
      if (waiting.length > 0 || files === 0) flush();
    },
  };
}

/** Requests and answers can hold values: only what {@link requestOf} and {@link answerOf} name is kept of them. */
export function redactRecord(record: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(record)) return {};
  const known = Object.fromEntries(
    FIELDS.filter((field) => field in record).map((field) => [field, record[field]]),
  );
  return { ...known, ...requestOf(record), ...answerOf(record) };
}

/** Which access key was switched on or off. */
function requestOf({ eventName, requestParameters }: Readonly<Record<string, unknown>>): object {
  if (eventName !== 'UpdateAccessKey' || !isRecord(requestParameters)) return {};
  const { accessKeyId, status } = requestParameters;
  return typeof accessKeyId === 'string' && (status === 'Active' || status === 'Inactive')
    ? { requestParameters: { accessKeyId, status } }
    : {};
}

/** The id of the access key that was handed out; whether a sign-in succeeded. */
function answerOf({ eventName, responseElements }: Readonly<Record<string, unknown>>): object {
  if (!isRecord(responseElements)) return {};
  const { ConsoleLogin, credentials } = responseElements;
  if (eventName === 'ConsoleLogin' && (ConsoleLogin === 'Success' || ConsoleLogin === 'Failure'))
    return { responseElements: { ConsoleLogin } };
  const id = isRecord(credentials) ? credentials.accessKeyId : undefined;
  return typeof id === 'string' ? { responseElements: { credentials: { accessKeyId: id } } } : {};
}
