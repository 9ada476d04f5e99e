import * as z from 'zod';
import type { Manifest } from '../../ports/account-export.ts';
import type { IamRead } from './live.ts';
import { parseCredentialReport, ROOT_ROW } from './parse-credential-report.ts';

export interface NamedPrincipals {
  readonly users: readonly { readonly name: string; readonly arn: string }[];
  /** ARNs of users and roles. */
  readonly principals: readonly string[];
}

const named = z.object({ Arn: z.string(), UserName: z.string().optional() });
const page = z.object({
  UserDetailList: z.array(z.unknown()).catch([]),
  RoleDetailList: z.array(z.unknown()).catch([]),
});

/** Whom IAM names; the credential report still has the users when the details could not be read to the end. */
export function namedPrincipals(
  { authorization, credentialReport }: Pick<IamRead, 'authorization' | 'credentialReport'>,
  manifest: Manifest,
): NamedPrincipals {
  const users = new Map<string, string>();
  const roles = new Set<string>();
  for (const { user, arn } of parseCredentialReport(credentialReport, manifest).rows) {
    if (user !== ROOT_ROW) users.set(user, arn);
  }
  for (const item of authorization.items) {
    const { UserDetailList = [], RoleDetailList = [] } = page.safeParse(item).data ?? {};
    for (const detail of UserDetailList) {
      const user = named.safeParse(detail).data;
      if (user?.UserName !== undefined) users.set(user.UserName, user.Arn);
    }
    for (const detail of RoleDetailList) {
      const role = named.safeParse(detail).data;
      if (role !== undefined) roles.add(role.Arn);
    }
  }
  return {
    users: [...users].map(([name, arn]) => ({ name, arn })),
    principals: [...users.values(), ...roles],
  };
}
