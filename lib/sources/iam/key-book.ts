import * as z from 'zod/mini';
import type { Memory } from '../../ports/memory.ts';
import { recallSealed, rememberSealed } from '../memory/sealed.ts';
import { accessKey } from './schemas.ts';

/** What ListAccessKeys told of one user: ids, dates and status, which are no secrets. */
const bookedUser = z.object({
  /** AWS's own id of the user: one made anew under the same name has another. */
  id: z.string(),
  /** A moment before the list was asked for. */
  listedAt: z.iso.datetime(),
  keys: z.array(z.pick(accessKey, { UserName: true, AccessKeyId: true, Status: true, CreateDate: true })),
});
export type BookedUser = z.output<typeof bookedUser>;
/** By user name. */
export type KeyBook = ReadonlyMap<string, BookedUser>;

export interface OpenedBook {
  readonly book: KeyBook;
  /** Why what was remembered is not believed. */
  readonly damage?: string;
}

/** The keys that earlier nights listed. A damaged book is empty: everybody is listed again. */
export async function openBook(memory: Memory | undefined, account: string): Promise<OpenedBook> {
  const recalled = await recallSealed(memory, nameOf(account), z.record(z.string(), bookedUser));
  if (recalled.state === 'damaged') return { book: new Map(), damage: recalled.reason };
  return { book: new Map(recalled.state === 'known' ? Object.entries(recalled.value) : []) };
}

export async function keepBook(memory: Memory | undefined, account: string, book: KeyBook): Promise<void> {
  await rememberSealed(memory, nameOf(account), Object.fromEntries(book));
}

/** @returns undefined when it is not wholly understood: then it is listed again the next night */
export function toBooked(id: string, listedAt: string, listed: readonly unknown[]): BookedUser | undefined {
  return bookedUser.safeParse({ id, listedAt, keys: listed }).data;
}

function nameOf(account: string): string {
  return `keys-${account}`;
}
