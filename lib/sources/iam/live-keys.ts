import * as z from 'zod';
import { readEach } from '../../aws/each.ts';
import type { IamGateway } from '../../aws/iam.ts';
import { plain } from '../../aws/pages.ts';
import { partOf } from '../../aws/reading.ts';
import { count } from '../../core/reports/text.ts';
import { isQuarantinePolicy } from '../../core/trust/quarantine.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import type { Progress } from '../../ports/progress.ts';
import { parseCredentialReport, type ReportRow, ROOT_ROW } from './parse-credential-report.ts';
import { reportedUse } from './report-match.ts';
import { type AccessKeyItem, accessKey } from './schemas.ts';

const LIST = 'iam:ListAccessKeys';
const LAST_USED = 'iam:GetAccessKeyLastUsed';

export interface KeysOptions {
  readonly gateway: IamGateway;
  readonly authorization: Part;
  readonly report: Part;
  readonly manifest: Manifest;
  /** Lower case: key ids, user names, ARNs and tag values. */
  readonly watched: ReadonlySet<string>;
  readonly progress: Progress;
}

interface ListedUser {
  readonly name: string;
  readonly arn: string;
  /** Whether the last use of its keys must be of now. */
  readonly watched: boolean;
  readonly row?: ReportRow;
}

/** The keys of every user, each with its last use where the credential report can't tell it. */
export async function readAccessKeys(options: KeysOptions): Promise<Part> {
  const { gateway, manifest, progress, authorization, watched } = options;
  const users = usersOf(options);
  const scope = { account: manifest.account };
  const listed = await readEach(users, {
    action: LIST,
    facts: ['access-keys', 'last-used'],
    scope,
    subjectOf: ({ arn }) => arn,
    noun: 'users',
    read: async ({ name }) => (await gateway.accessKeys(name)).map(plain),
    onProgress: (read) => progress.detail(`keys of ${read} of ${count(users.length, 'user')}`),
  });

  const unclear = listed.results.flatMap(({ item, result }) => unclearKeys(item, result, watched));
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
  const items = listed.results.flatMap(({ result }) => result.map((key) => withLastUse(key, lastUses)));
  const part = partOf(LIST, [
    { items, gaps: [...listed.gaps, ...used.gaps], answered: listed.results.length > 0 },
  ]);
  if (authorization.status === 'complete') return part;
  // The gap in the details says that users may be unknown, and their keys with them.
  return { ...part, status: listed.results.length > 0 ? 'partial' : 'unread' };
}

const userNames = z.object({
  UserName: z.string(),
  Arn: z.string(),
  Tags: z.array(z.object({ Value: z.string() })).catch([]),
  AttachedManagedPolicies: z.array(z.object({ PolicyArn: z.string() })).catch([]),
});
const usersPage = z.object({ UserDetailList: z.array(z.unknown()) });

/** Every user that either source names: the report still has them when the details could not be read to the end. */
function usersOf({ authorization, report, manifest, watched }: KeysOptions): readonly ListedUser[] {
  const rows = parseCredentialReport(report, manifest).rows.filter(({ user }) => user !== ROOT_ROW);
  const users = new Map<string, ListedUser>();
  for (const row of rows) {
    users.set(row.user, {
      name: row.user,
      arn: row.arn,
      watched: isWatched([row.user, row.arn], watched),
      row,
    });
  }
  for (const page of authorization.items) {
    for (const detail of usersPage.safeParse(page).data?.UserDetailList ?? []) {
      const user = userNames.safeParse(detail).data;
      if (user === undefined) continue;
      const quarantined = user.AttachedManagedPolicies.some(({ PolicyArn }) => isQuarantinePolicy(PolicyArn));
      const names = [user.UserName, user.Arn, ...user.Tags.map(({ Value }) => Value)];
      const named = { name: user.UserName, arn: user.Arn, watched: quarantined || isWatched(names, watched) };
      users.set(named.name, { ...users.get(named.name), ...named });
    }
  }
  return [...users.values()];
}

function isWatched(names: readonly string[], watched: ReadonlySet<string>): boolean {
  return names.some((name) => watched.has(name.trim().toLowerCase()));
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
