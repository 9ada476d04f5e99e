import { FACT_SOURCES } from '../../../lib/core/model/facts.ts';
import type { SourceGap } from '../../../lib/core/model/gap.ts';
import type { Snapshot } from '../../../lib/core/model/snapshot.ts';
import type { AccountExport, Manifest, Part } from '../../../lib/ports/account-export.ts';
import { SOURCES } from '../../../lib/sources/index.ts';
import { assemble } from '../../../lib/usecases/assemble.ts';

export const ACCOUNT = '111122223333';
export const TAKEN_AT = '2026-11-22T03:00:00.000Z';
export const REPORT_AT = '2026-11-22T02:00:00.000Z';
export const ROOT_ARN = `arn:aws:iam::${ACCOUNT}:root`;

type Fields = Readonly<Record<string, unknown>>;

export function userArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:user/${name}`;
}

export function aUser(name: string, fields: Fields = {}): Fields {
  return {
    Arn: userArn(name),
    UserName: name,
    Path: '/',
    CreateDate: '2025-01-01T00:00:00+00:00',
    GroupList: [],
    AttachedManagedPolicies: [],
    Tags: [],
    ...fields,
  };
}

export function aRole(name: string, fields: Fields = {}): Fields {
  return {
    Arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
    RoleName: name,
    Path: '/',
    CreateDate: '2025-01-01T00:00:00+00:00',
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
    RolePolicyList: [],
    AttachedManagedPolicies: [],
    RoleLastUsed: {},
    ...fields,
  };
}

export function aGroup(name: string, fields: Fields = {}): Fields {
  return {
    Arn: `arn:aws:iam::${ACCOUNT}:group/${name}`,
    GroupName: name,
    GroupPolicyList: [],
    AttachedManagedPolicies: [],
    ...fields,
  };
}

export function details(lists: Fields = {}): Fields {
  return { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [], ...lists };
}

export function keyId(n: number): string {
  return `AKIA${String(n).padStart(16, '0')}`;
}

export function aKey(userName: string, n: number, fields: Fields = {}): Fields {
  return {
    UserName: userName,
    AccessKeyId: keyId(n),
    Status: 'Active',
    CreateDate: '2026-01-01T10:00:00+00:00',
    ...fields,
  };
}

export function aRow(user: string, fields: Fields = {}): Fields {
  const noKey = (n: number) => ({
    [`access_key_${n}_active`]: 'false',
    [`access_key_${n}_last_rotated`]: 'N/A',
    [`access_key_${n}_last_used_date`]: 'N/A',
    [`access_key_${n}_last_used_region`]: 'N/A',
    [`access_key_${n}_last_used_service`]: 'N/A',
  });
  return {
    user,
    arn: user === '<root_account>' ? ROOT_ARN : userArn(user),
    user_creation_time: '2025-01-01T00:00:00+00:00',
    password_enabled: 'false',
    password_last_used: 'N/A',
    mfa_active: 'false',
    ...noKey(1),
    ...noKey(2),
    ...fields,
  };
}

/** A key in a row: `aRow('ann', slot(1, {...}))`. */
export function slot(
  n: 1 | 2,
  { active = 'true', rotated = '2026-01-01T10:00:00+00:00', used = 'N/A' } = {},
): Fields {
  return {
    [`access_key_${n}_active`]: active,
    [`access_key_${n}_last_rotated`]: rotated,
    [`access_key_${n}_last_used_date`]: used,
    [`access_key_${n}_last_used_region`]: used.startsWith('2') ? 'eu-west-1' : 'N/A',
    [`access_key_${n}_last_used_service`]: used.startsWith('2') ? 's3' : 'N/A',
  };
}

export function secretArn(name: string, region = 'eu-west-1'): string {
  return `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:${name}-AbCdEf`;
}

export function aSecret(name: string, fields: Fields = {}): Fields {
  return { ARN: secretArn(name), Name: name, CreatedDate: '2026-01-01T10:00:00+00:00', ...fields };
}

export function functionArn(name: string, region = 'eu-west-1'): string {
  return `arn:aws:lambda:${region}:${ACCOUNT}:function:${name}`;
}

export function aFunction(name: string, fields: Fields = {}): Fields {
  return {
    FunctionArn: functionArn(name),
    FunctionName: name,
    Role: `arn:aws:iam::${ACCOUNT}:role/${name}`,
    ...fields,
  };
}

export function part(missing: string, items: readonly unknown[] = [], fields: Partial<Part> = {}): Part {
  return { items, origin: missing, missing, status: 'complete', gaps: [], ...fields };
}

export function aGap(missing: string, fields: Partial<SourceGap> = {}): SourceGap {
  return {
    scope: { account: ACCOUNT },
    missing,
    reason: 'AccessDenied',
    remedy: 'allow it',
    facts: ['users'],
    ...fields,
  };
}

export const ROOT_ROW = aRow('<root_account>', { password_enabled: 'not_supported', mfa_active: 'true' });

/** What a live read of an empty account gives, with the parts that a test is about. */
export function live(
  parts: Partial<Omit<AccountExport, 'manifest'>> = {},
  manifest: Partial<Manifest> = {},
): AccountExport {
  return {
    manifest: {
      account: ACCOUNT,
      partition: 'aws',
      takenAt: TAKEN_AT,
      regions: ['eu-west-1', 'us-east-1'],
      credentialReportAt: REPORT_AT,
      ...manifest,
    },
    authorization: part('iam:GetAccountAuthorizationDetails', [details()]),
    credentialReport: report(...rowsFor(parts.authorization)),
    accessKeys: part('iam:ListAccessKeys'),
    secrets: part('secretsmanager:ListSecrets'),
    secretVersions: part('secretsmanager:ListSecretVersionIds'),
    listed: Object.fromEntries(SOURCES.map((source) => [source.part, part(FACT_SOURCES[source.facts[0]])])),
    functions: part('lambda:ListFunctions'),
    trail: { usage: [], missing: 'cloudtrail:LookupEvents', status: 'complete', gaps: [] },
    ...parts,
  };
}

/** A report that has a row without keys for every user. */
function rowsFor(authorization: Part | undefined): readonly Fields[] {
  const pages = (authorization?.items ?? []) as readonly { UserDetailList?: readonly unknown[] }[];
  const names = pages.flatMap(
    ({ UserDetailList: list = [] }) => list as readonly { UserName: string; Arn: string }[],
  );
  return names
    .filter((user) => typeof user?.Arn === 'string')
    .map(({ UserName, Arn }) => aRow(UserName, { arn: Arn }));
}

export function users(...list: readonly Fields[]): Part {
  return part('iam:GetAccountAuthorizationDetails', [details({ UserDetailList: list })]);
}

export function report(...rows: readonly Fields[]): Part {
  return part('iam:GetCredentialReport', [ROOT_ROW, ...rows]);
}

export function keys(...list: readonly Fields[]): Part {
  return part('iam:ListAccessKeys', list);
}

export function snapshotOf(
  parts: Partial<Omit<AccountExport, 'manifest'>>,
  manifest: Partial<Manifest> = {},
): Snapshot {
  return assemble(live(parts, manifest), { exposures: [], gaps: [] });
}

export function credential(snapshot: Snapshot, id: string) {
  return snapshot.credentials.find((found) => found.id === id);
}

export function reasons(snapshot: Snapshot): readonly string[] {
  return snapshot.gaps.map(({ reason }) => reason);
}
