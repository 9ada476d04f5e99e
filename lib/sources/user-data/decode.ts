import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** Why user data could not be judged. */
export type Undecoded = 'not-base64' | 'not-gzip' | 'not-text' | 'too-large';

const inflate = promisify(gunzip);

/** EC2 takes 16 KB. What that inflates to is bounded too: a few bytes can stand for gigabytes. */
const MOST_BYTES = 1_048_576;
const MOST_BASE64 = Math.ceil(MOST_BYTES / 3) * 4;

/**
 * The text that an instance gets, from the base64 that EC2 answers: inflated when it was gzipped, and with the parts
 * of a MIME message that are in base64 put behind it in clear.
 */
export async function decode(
  value: string,
): Promise<{ readonly text: string } | { readonly undecoded: Undecoded }> {
  if (value.length > MOST_BASE64 * 1.1) return { undecoded: 'too-large' };
  const bytes = bytesOf(value);
  if (bytes === undefined) return { undecoded: 'not-base64' };
  const read = await readable(bytes);
  if ('undecoded' in read) return read;
  const texts = [read.text];
  for (const part of encodedParts(read.text)) {
    const inner = bytesOf(part);
    const clear = inner === undefined ? ({ undecoded: 'not-base64' } as const) : await readable(inner);
    if ('undecoded' in clear) return clear;
    texts.push(clear.text);
  }
  return { text: texts.join('\n') };
}

/** Node's decoder skips what is no base64: plain text would come out as noise, and pass for clean. */
function bytesOf(value: string): Buffer | undefined {
  const base64 = value.replace(/\s+/g, '');
  const isBase64 = base64.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(base64);
  return isBase64 ? Buffer.from(base64, 'base64') : undefined;
}

async function readable(
  bytes: Buffer,
): Promise<{ readonly text: string } | { readonly undecoded: Undecoded }> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return textOf(bytes);
  try {
    return textOf(await inflate(bytes, { maxOutputLength: MOST_BYTES }));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { undecoded: code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'not-gzip' };
  }
}

function textOf(bytes: Buffer): { readonly text: string } | { readonly undecoded: Undecoded } {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: bytes.subarray(2).toString('utf16le') };
  // Every byte is a letter of Latin-1: scripts in any old encoding are read, and archives, which hold zeros, are not.
  const text = bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
  return text.includes('\0') ? { undecoded: 'not-text' } : { text };
}

const ENCODED = /^content-transfer-encoding:[ \t]*base64[ \t]*$/i;

/** The bodies of a MIME message's parts that are in base64. */
function encodedParts(text: string): readonly string[] {
  const parts: string[] = [];
  let state: 'out' | 'headers' | 'body' = 'out';
  let body: string[] = [];
  const end = () => {
    if (body.length > 0) parts.push(body.join(''));
    body = [];
    state = 'out';
  };
  for (const line of text.split(/\r?\n/)) {
    if (state === 'out' && ENCODED.test(line)) state = 'headers';
    else if (state === 'headers' && line.trim() === '') state = 'body';
    else if (state === 'body') {
      if (line.startsWith('--')) end();
      else body.push(line.trim());
    }
  }
  end();
  return parts;
}
