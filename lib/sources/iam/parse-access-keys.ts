import type { AccessKey, LastUse } from '../../core/model/credential.ts';
import type { SourceGap } from '../../core/model/gap.ts';
import type { User } from '../../core/model/principal.ts';
import { isRecord } from '../../core/model/records.ts';
import type { Part } from '../../ports/account-export.ts';
import { oneLine } from '../parse/one-line.ts';
import { PartReader } from '../parse/part-reader.ts';
import { isAction } from '../parse/remedy.ts';
import { type KeyInput, type ListedKeys, listKeys } from './key-input.ts';
import { laterUse } from './last-use.ts';
import type { ReportRow } from './parse-credential-report.ts';
import { reportedUse } from './report-match.ts';
import { type AccessKeyItem, accessKey, accessKeyId } from './schemas.ts';
import { unlistedKeys } from './unlisted-keys.ts';

/** Access keys of users and root: ids from ListAccessKeys, last use from wherever it is told. */
export function parseAccessKeys(input: KeyInput): {
  readonly keys: readonly AccessKey[];
  readonly gaps: readonly SourceGap[];
} {
  const { accessKeys, manifest } = input.account;
  const reader = new PartReader(accessKeys, manifest.account);
  const listed = reader.unique(readItems(reader), ({ AccessKeyId }) => AccessKeyId, [
    'access-keys',
    'last-used',
  ]);
  const list = listKeys(listed);
  const users = new Map(input.users.map((user) => [user.name, user]));
  const rows = new Map(input.report.rows.map((row) => [row.user, row]));
  const keys = listed.map((item) =>
    toKey(item, list, users.get(item.UserName), rows.get(item.UserName), input),
  );
  gapUnknownUsers(reader, keys, users, input.account.authorization);
  return { keys: [...keys, ...unlistedKeys(input, list, reader)], gaps: reader.gaps };
}

function readItems(reader: PartReader): readonly AccessKeyItem[] {
  return reader.part.items.flatMap((raw, index) => {
    const item = unwrapped(raw);
    const about = { facts: ['access-keys', 'last-used'] as const, subject: idOf(item) };
    return reader.fit(accessKey, item, `[${index}]`, about) ?? [];
  });
}

function toKey(
  item: AccessKeyItem,
  list: ListedKeys,
  user: User | undefined,
  row: ReportRow | undefined,
  { account: { manifest, accessKeys, credentialReport } }: KeyInput,
): AccessKey {
  const missing = missingUse(accessKeys, credentialReport);
  const told = toldUse(item, manifest.takenAt, missing);
  const reported = reportedUse(item, list.of(item.UserName), row?.keys ?? [], missing);
  return {
    kind: 'access-key',
    id: item.AccessKeyId,
    principal:
      user?.arn ?? row?.arn ?? `arn:${manifest.partition}:iam::${manifest.account}:user/${item.UserName}`,
    account: manifest.account,
    region: null,
    createdAt: item.CreateDate ?? null,
    lastUsed: laterUse(told, reported),
    tags: user?.tags ?? {},
    status: item.Status === 'Active' ? 'Active' : 'Inactive',
    userName: item.UserName,
  };
}

/** What would tell a key's last use. */
function missingUse(accessKeys: Part, credentialReport: Part): string {
  if (isAction(accessKeys.missing)) return 'iam:GetAccessKeyLastUsed';
  return credentialReport.status === 'unread' ? credentialReport.missing : accessKeys.missing;
}

/** The answer of GetAccessKeyLastUsed, when there is one. */
function toldUse({ AccessKeyLastUsed: told }: AccessKeyItem, asOf: string, missing: string): LastUse {
  if (told === undefined) return { state: 'unknown', missing };
  const { LastUsedDate: at, ServiceName: service, Region: region } = told;
  // Only N/A says that it was never used: an answer without anything in it says nothing.
  if (at === undefined) return service === 'N/A' ? { state: 'never', asOf } : { state: 'unknown', missing };
  return {
    state: 'used',
    at,
    ...(service === undefined || service === 'N/A' ? {} : { service }),
    ...(region === undefined || region === 'N/A' ? {} : { region }),
    asOf,
  };
}

function gapUnknownUsers(
  reader: PartReader,
  keys: readonly AccessKey[],
  users: ReadonlyMap<string, User>,
  authorization: Part,
): void {
  // Where users were not read, or only in part, those gaps tell it.
  if (authorization.status !== 'complete') return;
  for (const key of keys) {
    if (users.has(key.userName)) continue;
    reader.gap({
      reason: `${authorization.origin}: user ${oneLine(key.userName)}, who holds ${key.id}, is not in it`,
      facts: ['users', 'policies'],
      subject: key.id,
      missing: authorization.missing,
      badInput: false,
    });
  }
}

/** Takes the whole answer of GetAccessKeyLastUsed as well as what it wraps. */
function unwrapped(item: unknown): unknown {
  if (!isRecord(item)) return item;
  const told = item.AccessKeyLastUsed;
  if (!isRecord(told) || !('AccessKeyLastUsed' in told || 'UserName' in told)) return item;
  return { ...item, AccessKeyLastUsed: told.AccessKeyLastUsed ?? null };
}

function idOf(item: unknown): string | undefined {
  return isRecord(item) ? accessKeyId.safeParse(item.AccessKeyId).data : undefined;
}
