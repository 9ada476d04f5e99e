import type { LoginProfile, RoleSession } from '../../core/model/credential.ts';
import type { SourceGap } from '../../core/model/gap.ts';
import type { Role, Root, User } from '../../core/model/principal.ts';
import type { AccountExport } from '../../ports/account-export.ts';
import { PartReader } from '../parse/part-reader.ts';
import { type CredentialReport, ROOT_ROW } from './parse-credential-report.ts';

/** Console passwords, as the credential report shows them. */
export function parseLogins(
  { manifest, authorization, credentialReport }: AccountExport,
  users: readonly User[],
  report: CredentialReport,
): { readonly logins: readonly LoginProfile[]; readonly gaps: readonly SourceGap[] } {
  const reader = new PartReader(credentialReport, manifest.account);
  const byArn = new Map(users.map((user) => [user.arn, user]));
  const rows = report.rows.filter(({ user, arn }) => {
    // A user that the complete list does not know was deleted since the report.
    return user !== ROOT_ROW && (authorization.status !== 'complete' || byArn.has(arn));
  });
  gapUnreported(reader, users, report);
  const logins = rows
    .filter(({ password }) => password.enabled)
    .map(
      ({ arn, user, password, mfa }): LoginProfile => ({
        kind: 'login-profile',
        id: `${arn}#login-profile`,
        principal: arn,
        account: manifest.account,
        region: null,
        createdAt: password.setAt,
        lastUsed: password.lastUsed,
        tags: byArn.get(arn)?.tags ?? {},
        status: 'Active',
        userName: user,
        mfa,
      }),
    );
  return { logins, gaps: reader.gaps };
}

/** A user older than the report has a row in it, or the report was cut. */
function gapUnreported(reader: PartReader, users: readonly User[], report: CredentialReport): void {
  if (reader.part.status !== 'complete') return;
  const reported = new Set(report.rows.map(({ arn }) => arn));
  for (const { arn, createdAt } of users) {
    if (reported.has(arn) || createdAt === null || createdAt > report.at) continue;
    reader.gap({
      reason: `${reader.at('')}: expected a row of ${arn}, got none`,
      facts: ['last-used', 'console-passwords'],
      subject: arn,
      badInput: false,
    });
  }
}

/** Root, when the credential report has its row. */
export function rootOf({ rows }: CredentialReport): readonly Root[] {
  return rows.filter(({ user }) => user === ROOT_ROW).map(({ arn, mfa }) => ({ type: 'root', arn, mfa }));
}

/** A role stands for every session that can be derived from it. */
export function roleSession(role: Role, account: string): RoleSession {
  return {
    kind: 'role-session',
    id: role.arn,
    principal: role.arn,
    account,
    region: null,
    createdAt: role.createdAt,
    lastUsed: role.lastUsed,
    tags: role.tags,
    status: 'Active',
    serviceLinked: role.path.startsWith('/aws-service-role/'),
    identityCenter: role.path.startsWith('/aws-reserved/sso.amazonaws.com/'),
  };
}
