import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { ObjectStore } from '../../ports/object-store.ts';

const packed = promisify(gzip);
const unpacked = promisify(gunzip);

export async function writeJson(store: ObjectStore, key: string, value: unknown): Promise<void> {
  await store.write(key, await packed(JSON.stringify(value)));
}

/** @returns undefined when nothing has that key */
export async function readJson(store: ObjectStore, key: string): Promise<unknown> {
  const body = await store.read(key);
  return body === undefined ? undefined : JSON.parse((await unpacked(body)).toString('utf8'));
}
