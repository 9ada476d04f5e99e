import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { printable } from '../../core/reports/text.ts';
import { parseJson } from '../files/text.ts';
import { type Records, recordsOf } from './records.ts';

const unzip = promisify(gunzip);

/** V8's longest text is 512 MB; a file that unpacks to more than this is not CloudTrail's (it writes some 50 MB). */
const MOST_BYTES = 500_000_000;

export const TOO_LARGE = 'is larger than 500 MB: split it';

/**
 * The records of a trail file, plain or gzip.
 * @param raw the file as it is
 * @param mostBytes unpacked; a larger file is not read
 */
export async function unpackRecords(raw: Uint8Array, mostBytes = MOST_BYTES): Promise<Records> {
  const bytes = await unpacked(raw, mostBytes);
  if ('reason' in bytes) return bytes;
  if (!isUtf8(bytes)) return { reason: 'is not UTF-8 text: fetch it again' };
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  if (text.trim() === '') return { reason: 'is empty: fetch it again' };
  const parsed = parseJson(text);
  return 'value' in parsed
    ? recordsOf(parsed.value)
    : { reason: `is not JSON: ${parsed.fault}: fetch it again` };
}

async function unpacked(raw: Uint8Array, mostBytes: number): Promise<Buffer | { readonly reason: string }> {
  try {
    if (raw.length > mostBytes) return { reason: TOO_LARGE };
    // By its first bytes, not its name: some tools unpack and keep the name.
    const isZipped = raw[0] === 0x1f && raw[1] === 0x8b;
    return isZipped
      ? await unzip(raw, { maxOutputLength: mostBytes })
      : Buffer.from(raw.buffer, raw.byteOffset, raw.length);
  } catch (error) {
    return { reason: whyUnread(error) };
  }
}

function whyUnread(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? 'error';
  if (code === 'ERR_BUFFER_TOO_LARGE') return TOO_LARGE;
  if (code === 'Z_BUF_ERROR') return 'is a truncated gzip file: fetch it again';
  if (code.startsWith('Z_')) return 'is a damaged gzip file: fetch it again';
  return `can't be unpacked (${printable(code)}): fetch it again`;
}
