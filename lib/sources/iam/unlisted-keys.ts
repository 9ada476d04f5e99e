import type { AccessKey } from '../../core/model/credential.ts';
import type { User } from '../../core/model/principal.ts';
import { count } from '../../core/reports/text.ts';
import type { Part } from '../../ports/account-export.ts';
import { oneLine } from '../parse/one-line.ts';
import type { PartReader } from '../parse/part-reader.ts';
import { isAction } from '../parse/remedy.ts';
import type { KeyInput, ListedKeys } from './key-input.ts';
import { type ReportKey, type ReportRow, ROOT_ROW } from './parse-credential-report.ts';
import { sameSecond } from './report-match.ts';
import type { AccessKeyItem } from './schemas.ts';

/**
 * Keys that only the credential report shows: root's, which no API lists, and those of users whose list was
 * not read. Where the list was read completely, a key that only the report has was deleted since.
 */
export function unlistedKeys(input: KeyInput, list: ListedKeys, reader: PartReader): AccessKey[] {
  const { accessKeys, credentialReport } = input.account;
  const users = new Map(input.users.map((user) => [user.arn, user]));
  if (credentialReport.status === 'unread') gapUnproven(input, list, reader);
  return input.report.rows.flatMap((row) => {
    const own = list.of(row.user);
    if (row.user !== ROOT_ROW && wasListed(row, own, accessKeys)) return [];
    const slots = row.keys.filter(
      ({ createdAt }) => !own.some(({ CreateDate }) => sameSecond(createdAt, CreateDate ?? '')),
    );
    if (row.user !== ROOT_ROW && slots.length > 0 && accessKeys.status === 'complete') {
      reader.gap({
        reason: `${reader.at('')}: ${count(slots.length, 'key')} of ${oneLine(row.user)} in the credential report, but not in it: no id is known`,
        facts: ['access-keys'],
        subject: row.arn,
        badInput: false,
      });
    }
    return slots.map((slot) => toKey(row, slot, users.get(row.arn), input));
  });
}

/** Whether every key that this user has now is in the list. */
function wasListed(row: ReportRow, own: readonly AccessKeyItem[], part: Part): boolean {
  if (part.status === 'unread') return false;
  // A file may have been made of some users only: a user counts when a key of theirs is in it.
  if (!isAction(part.missing) && own.length === 0) return false;
  const hidden = part.gaps.filter(({ facts }) => facts.includes('access-keys'));
  return hidden.every(({ scope }) => scope.subject !== undefined && scope.subject !== row.arn);
}

function toKey(row: ReportRow, slot: ReportKey, user: User | undefined, { account }: KeyInput): AccessKey {
  return {
    kind: 'access-key',
    id: `${row.arn}#access-key-${slot.number}`,
    principal: row.arn,
    account: account.manifest.account,
    region: null,
    createdAt: slot.createdAt,
    lastUsed: slot.lastUsed,
    tags: user?.tags ?? {},
    status: slot.active ? 'Active' : 'Inactive',
    userName: row.user === ROOT_ROW ? '<root>' : row.user,
  };
}

/** Without the report, a file that names no key of a user does not prove that there is none. */
function gapUnproven({ account, users }: KeyInput, list: ListedKeys, reader: PartReader): void {
  const { accessKeys, credentialReport } = account;
  if (isAction(accessKeys.missing) || accessKeys.status !== 'complete') return;
  const unproven = users.filter(({ name }) => list.of(name).length === 0);
  if (unproven.length === 0) return;
  reader.gap({
    reason: `${reader.at('')}: no key of ${count(unproven.length, 'user')} is in it, and nothing else shows that they have none`,
    facts: ['access-keys'],
    missing: credentialReport.missing,
    badInput: false,
  });
}
