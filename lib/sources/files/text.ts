import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { jsonFault } from './json-fault.ts';

export type TextRead =
  | { readonly state: 'read'; readonly text: string }
  | { readonly state: 'missing' }
  /** `reason` is one line and quotes nothing of the file. */
  | { readonly state: 'damaged'; readonly reason: string };

/** V8's longest text has 536,870,888 characters. */
const MOST_BYTES = 500_000_000;

/** Reads one text file. Anything but a regular file is refused unread: a pipe would block for ever. */
export async function readText(path: string, name: string): Promise<TextRead> {
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) return damaged(`${name}: expected a regular file`);
      if (stats.size > MOST_BYTES)
        return damaged(`${name}: expected at most 500 MB, got ${stats.size} bytes`);
      return decode(await handle.readFile(), name);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return code === 'ENOENT' ? { state: 'missing' } : damaged(`${name}: can't be read (${code})`);
  }
}

function decode(bytes: Buffer, name: string): TextRead {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return damaged(`${name}: expected UTF-8, got UTF-16 (as PowerShell's > writes it)`);
  }
  if (!isUtf8(bytes)) return damaged(`${name}: expected UTF-8, got other bytes`);
  const text = bytes.toString('utf8');
  return { state: 'read', text: text.startsWith('\u{feff}') ? text.slice(1) : text };
}

/** @returns the parsed text, or the place of its first fault: `line 3, column 14: expected a value` */
export function parseJson(text: string): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    // V8's message quotes the text, which may hold a secret, and often names no place.
    return { fault: jsonFault(text) };
  }
}

function damaged(reason: string): TextRead {
  return { state: 'damaged', reason };
}
