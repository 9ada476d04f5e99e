import * as z from 'zod/mini';
import type { Instant } from '../../core/model/time.ts';
import { isQuarantinePolicy } from '../../core/trust/quarantine.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { orElse } from '../parse/schemas.ts';
import { parseCredentialReport, type ReportRow, ROOT_ROW } from './parse-credential-report.ts';

/** A user by name, as IAM's details and the credential report show them. */
export interface ListedUser {
  readonly name: string;
  readonly arn: string;
  /** AWS's own id, which no other user ever has; absent: the details do not show this user. */
  readonly id?: string;
  /** What leaked, who has left, whom AWS put in quarantine: what is told of them must be of now. */
  readonly watched: boolean;
  readonly row?: ReportRow;
}

/** Whom IAM names. */
export interface NamedPrincipals {
  readonly users: readonly ListedUser[];
  /** AWS's own id of each role, by ARN. */
  readonly roles: ReadonlyMap<string, string | undefined>;
  /** When AWS made the credential report, or the earliest moment at which it can have been made. */
  readonly reportAt: Instant;
}

const policies = orElse(z.array(z.object({ PolicyArn: z.string() })), []);
const tags = orElse(z.array(z.object({ Value: z.string() })), []);
const id = orElse(z.optional(z.string()), undefined);
const user = z.object({
  UserName: z.string(),
  Arn: z.string(),
  UserId: id,
  Tags: tags,
  AttachedManagedPolicies: policies,
});
const role = z.object({ Arn: z.string(), RoleId: id });
const page = z.object({
  UserDetailList: orElse(z.array(z.unknown()), []),
  RoleDetailList: orElse(z.array(z.unknown()), []),
});

export interface NamedInput {
  readonly authorization: Part;
  readonly report: Part;
  readonly manifest: Manifest;
  /** Lower case: key ids, user names, ARNs and tag values. */
  readonly watched: ReadonlySet<string>;
}

/** Every user that either source names: the report still has them when the details could not be read to the end. */
export function namedPrincipals({ authorization, report, manifest, watched }: NamedInput): NamedPrincipals {
  const reported = parseCredentialReport(report, manifest);
  const users = new Map<string, ListedUser>();
  for (const row of reported.rows) {
    if (row.user === ROOT_ROW) continue;
    const { user: name, arn } = row;
    users.set(name, { name, arn, watched: isWatched([name, arn], watched), row });
  }
  const roles = new Map<string, string | undefined>();
  for (const item of authorization.items) {
    const { UserDetailList = [], RoleDetailList = [] } = page.safeParse(item).data ?? {};
    for (const detail of UserDetailList) {
      const found = user.safeParse(detail).data;
      if (found === undefined) continue;
      const { UserName: name, Arn: arn, UserId, Tags, AttachedManagedPolicies: attached } = found;
      const quarantined = attached.some(({ PolicyArn }) => isQuarantinePolicy(PolicyArn));
      const names = [name, arn, ...Tags.map(({ Value }) => Value)];
      const named = { name, arn, watched: quarantined || isWatched(names, watched) };
      users.set(name, { ...users.get(name), ...named, ...(UserId === undefined ? {} : { id: UserId }) });
    }
    for (const detail of RoleDetailList) {
      const found = role.safeParse(detail).data;
      if (found !== undefined) roles.set(found.Arn, found.RoleId);
    }
  }
  return { users: [...users.values()], roles, reportAt: reported.at };
}

export function isWatched(names: readonly string[], watched: ReadonlySet<string>): boolean {
  return names.some((name) => watched.has(name.trim().toLowerCase()));
}
