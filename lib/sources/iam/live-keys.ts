import type { KeyEventsGateway } from '../../aws/cloudtrail.ts';
import { readEach } from '../../aws/each.ts';
import type { IamGateway } from '../../aws/iam.ts';
import { plain } from '../../aws/pages.ts';
import { partOf } from '../../aws/reading.ts';
import { count } from '../../core/reports/text.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Memory } from '../../ports/memory.ts';
import type { Progress } from '../../ports/progress.ts';
import { type BookedUser, type KeyBook, keepBook, openBook, toBooked } from './key-book.ts';
import { touchedSince } from './key-events.ts';
import { agreesWithReport, MARGIN_MS } from './key-reuse.ts';
import { reportedUse } from './report-match.ts';
import { type AccessKeyItem, accessKey } from './schemas.ts';
import { isWatched, type ListedUser, type NamedPrincipals } from './users.ts';

const LIST = 'iam:ListAccessKeys';
const LAST_USED = 'iam:GetAccessKeyLastUsed';

/** What earlier nights listed, and how it is told whether that still holds. */
export interface KeyMemory {
  readonly memory: Memory;
  readonly events: KeyEventsGateway;
  /** Everybody is listed anew. */
  readonly deep: boolean;
}

export interface KeysOptions {
  readonly account: string;
  readonly gateway: IamGateway;
  readonly authorization: Part;
  readonly named: NamedPrincipals;
  /** Lower case: key ids, user names, ARNs and tag values. */
  readonly watched: ReadonlySet<string>;
  /** Absent: everybody is listed, and nothing is remembered. */
  readonly keyMemory?: KeyMemory | undefined;
  readonly progress: Progress;
  readonly now: () => Date;
}

export interface KeysRead {
  readonly part: Part;
  /** What people should hear of how it was read. */
  readonly note?: string;
}

/** A user with the keys that ListAccessKeys told, tonight or on an earlier night. */
interface UserKeys {
  readonly item: ListedUser;
  readonly result: readonly unknown[];
}

/** The keys of every user, each with its last use where the credential report can't tell it. */
export async function readAccessKeys(options: KeysOptions): Promise<KeysRead> {
  const { gateway, progress, authorization, watched, account, named, keyMemory } = options;
  const scope = { account };
  const opened = await openBook(keyMemory?.memory, account);
  const reused = await reusable(opened.book, options);
  const listedAt = options.now().toISOString();
  const users = named.users.filter(({ name }) => !reused.has(name));
  const listed = await readEach(users, {
    action: LIST,
    facts: ['access-keys', 'last-used'],
    scope,
    subjectOf: ({ arn }) => arn,
    noun: 'users',
    read: async ({ name }) => (await gateway.accessKeys(name)).map(plain),
    onProgress: (read) => progress.detail(`keys of ${read} of ${count(users.length, 'user')}`),
  });
  await keepBook(keyMemory?.memory, account, booked(listed.results, listedAt, reused));

  const all = [...listed.results, ...reusedKeys(named.users, reused)];
  const unclear = all.flatMap(({ item, result }) => unclearKeys(item, result, watched));
  const used = await readEach(unclear, {
    action: LAST_USED,
    facts: ['last-used'],
    scope,
    subjectOf: (id) => id,
    noun: 'keys',
    read: (id) => gateway.accessKeyLastUsed(id),
    onProgress: (read) => progress.detail(`last use of ${read} of ${count(unclear.length, 'key')}`),
  });

  const lastUses = new Map(used.results.map(({ item, result }) => [item, plain(result)]));
  const items = all.flatMap(({ result }) => result.map((key) => withLastUse(key, lastUses)));
  const part = partOf(LIST, [{ items, gaps: [...listed.gaps, ...used.gaps], answered: all.length > 0 }]);
  const note = opened.damage === undefined ? {} : { note: opened.damage };
  if (authorization.status === 'complete') return { part, ...note };
  // The gap in the details says that users may be unknown, and their keys with them.
  return { part: { ...part, status: all.length > 0 ? 'partial' : 'unread' }, ...note };
}

/** Those of the book that hold by the credential report, and whom no key event since then concerns. */
async function reusable(
  book: KeyBook,
  { named, watched, keyMemory, now }: KeysOptions,
): Promise<ReadonlyMap<string, BookedUser>> {
  if (keyMemory === undefined || keyMemory.deep) return new Map();
  const night = { now: now().toISOString(), watched };
  const held = named.users.flatMap((user) => {
    const found = book.get(user.name);
    return found !== undefined && agreesWithReport(user, found, night) ? [[user.name, found] as const] : [];
  });
  if (held.length === 0) return new Map();
  const since = new Date(Date.parse(named.reportAt) - MARGIN_MS);
  const touched = await touchedSince(keyMemory.events, since);
  return new Map(touched === undefined ? [] : held.filter(([name]) => !touched.has(name.toLowerCase())));
}

function booked(listed: readonly UserKeys[], listedAt: string, reused: KeyBook): KeyBook {
  const book = new Map(reused);
  for (const { item, result } of listed) {
    const entry = item.id === undefined ? undefined : toBooked(item.id, listedAt, result);
    if (entry !== undefined) book.set(item.name, entry);
  }
  return book;
}

function reusedKeys(users: readonly ListedUser[], reused: KeyBook): readonly UserKeys[] {
  return users.flatMap((item) => {
    const found = reused.get(item.name);
    return found === undefined ? [] : [{ item, result: found.keys }];
  });
}

/** Ids of those of a user's keys whose last use the report does not tell, or not freshly enough. */
function unclearKeys(
  user: ListedUser,
  listed: readonly unknown[],
  watched: ReadonlySet<string>,
): readonly string[] {
  const keys = listed.flatMap((item): readonly AccessKeyItem[] => {
    const { success, data } = accessKey.safeParse(item);
    return success ? [data] : [];
  });
  const unclear = keys.filter((key) => {
    if (user.watched || isWatched([key.AccessKeyId], watched)) return true;
    return reportedUse(key, keys, user.row?.keys ?? [], LAST_USED).state === 'unknown';
  });
  return unclear.map(({ AccessKeyId }) => AccessKeyId);
}

/** A key whose last use was not read keeps none: absent is unknown, never "never used". */
function withLastUse(key: unknown, lastUses: ReadonlyMap<string, unknown>): unknown {
  const { AccessKeyId: id } = key as { readonly AccessKeyId?: string };
  const lastUse = id === undefined ? undefined : lastUses.get(id);
  return lastUse === undefined ? key : { ...(key as object), AccessKeyLastUsed: lastUse };
}
