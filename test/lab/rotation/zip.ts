// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3: local header, central directory, end record)
import { crc32 } from 'node:zlib';

const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
/** Version 2.0 of the format, nothing compressed. */
const VERSION = 20;

/** An archive of one stored file, as Lambda takes code. */
export function zipOf(name: string, text: string): Buffer {
  const file = Buffer.from(text);
  const title = Buffer.from(name);
  const local = Buffer.alloc(LOCAL_BYTES);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(VERSION, 4);
  describe(local, 14, file, title);
  const central = Buffer.alloc(CENTRAL_BYTES);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(VERSION, 4);
  central.writeUInt16LE(VERSION, 6);
  describe(central, 16, file, title);
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(CENTRAL_BYTES + title.length, 12);
  end.writeUInt32LE(LOCAL_BYTES + title.length + file.length, 16);
  return Buffer.concat([local, title, file, central, title, end]);
}

/** Checksum, both sizes and the length of the name, which lie the same way in both headers. */
function describe(header: Buffer, at: number, file: Buffer, title: Buffer): void {
  header.writeUInt32LE(crc32(file), at);
  header.writeUInt32LE(file.length, at + 4);
  header.writeUInt32LE(file.length, at + 8);
  header.writeUInt16LE(title.length, at + 12);
}
