import { isRecord } from '../../core/model/records.ts';
import type { PartName } from './known.ts';

/** The fields that are kept of each item; all else (a description, a value exported by mistake) is left behind. */
const FIELDS: Readonly<Record<Exclude<PartName, 'authorization' | 'credentialReport'>, readonly string[]>> = {
  accessKeys: ['UserName', 'AccessKeyId', 'Status', 'CreateDate', 'AccessKeyLastUsed'],
  secrets: [
    'ARN',
    'Name',
    'CreatedDate',
    'LastAccessedDate',
    'LastChangedDate',
    'LastRotatedDate',
    'NextRotationDate',
    'DeletedDate',
    'RotationEnabled',
    'RotationRules',
    'RotationLambdaARN',
    'KmsKeyId',
    'Type',
    'SecretVersionsToStages',
    'OwningService',
    'PrimaryRegion',
    'Tags',
  ],
  secretVersions: ['ARN', 'Versions'],
  functions: ['FunctionArn', 'FunctionName', 'Role', 'Tags', 'Environment'],
};

const DETAILS: Readonly<Record<string, readonly string[]>> = {
  UserDetailList: [
    'Arn',
    'UserName',
    'UserId',
    'Path',
    'CreateDate',
    'UserPolicyList',
    'GroupList',
    'AttachedManagedPolicies',
    'PermissionsBoundary',
    'Tags',
  ],
  GroupDetailList: [
    'Arn',
    'GroupName',
    'GroupId',
    'Path',
    'CreateDate',
    'GroupPolicyList',
    'AttachedManagedPolicies',
  ],
  RoleDetailList: [
    'Arn',
    'RoleName',
    'RoleId',
    'Path',
    'CreateDate',
    'AssumeRolePolicyDocument',
    'RolePolicyList',
    'AttachedManagedPolicies',
    'PermissionsBoundary',
    'Tags',
    'RoleLastUsed',
  ],
  Policies: ['Arn', 'PolicyName', 'PolicyId', 'Path', 'DefaultVersionId', 'PolicyVersionList', 'CreateDate'],
};

/** One item without the fields that nothing reads; an item of a wrong kind keeps its kind and loses its content. */
export function kept(part: PartName, item: unknown): unknown {
  if (!isRecord(item)) return emptied(item);
  if (part === 'credentialReport') return item;
  if (part !== 'authorization') return picked(item, FIELDS[part]);
  // Without the marks of a page: what was cut off is told by a gap, not by the page.
  return Object.fromEntries(
    Object.entries(DETAILS)
      .filter(([list]) => item[list] !== undefined)
      .map(([list, fields]) => [list, keptList(item[list], fields)]),
  );
}

function keptList(list: unknown, fields: readonly string[]): unknown {
  if (!Array.isArray(list)) return emptied(list);
  return list.map((detail: unknown) =>
    isRecord(detail) ? withProfiles(picked(detail, fields), detail.InstanceProfileList) : emptied(detail),
  );
}

/** AWS repeats the role in each of its instance profiles: only which they are is kept, and none is not told. */
function withProfiles(
  detail: Readonly<Record<string, unknown>>,
  profiles: unknown,
): Readonly<Record<string, unknown>> {
  if (profiles === undefined || (Array.isArray(profiles) && profiles.length === 0)) return detail;
  return { ...detail, InstanceProfileList: keptList(profiles, ['Arn']) };
}

function picked(
  item: Readonly<Record<string, unknown>>,
  fields: readonly string[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    fields.filter((field) => item[field] !== undefined).map((field) => [field, item[field]]),
  );
}

/** A value of the same kind with nothing in it, so that it is still told as what it is. */
export function emptied(value: unknown): unknown {
  if (typeof value === 'string') return '';
  if (typeof value === 'number') return 0;
  if (Array.isArray(value)) return [];
  return isRecord(value) ? {} : value;
}
