import type { User } from '../../core/model/principal.ts';
import type { AccountExport } from '../../ports/account-export.ts';
import type { CredentialReport } from './parse-credential-report.ts';
import type { AccessKeyItem } from './schemas.ts';

/** What access keys are made of. */
export interface KeyInput {
  readonly account: AccountExport;
  readonly users: readonly User[];
  readonly report: CredentialReport;
}

/** The keys of ListAccessKeys, by user name. */
export interface ListedKeys {
  of(userName: string): readonly AccessKeyItem[];
}

export function listKeys(listed: readonly AccessKeyItem[]): ListedKeys {
  const byUser = Map.groupBy(listed, ({ UserName }) => UserName);
  return { of: (userName) => byUser.get(userName) ?? [] };
}
