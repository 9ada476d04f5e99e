import * as z from 'zod/mini';
import { isRecord } from '../../core/model/records.ts';
import { arn, instant, tagList } from '../parse/schemas.ts';

/** What is used of the answers of GetAccountAuthorizationDetails and ListAccessKeys; all else is left out. */
const attached = z._default(z.array(z.object({ PolicyName: z.string(), PolicyArn: arn('iam') })), []);
const inline = z._default(
  z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.optional(z.unknown()) })),
  [],
);
const boundary = z.optional(z.object({ PermissionsBoundaryArn: arn('iam') }));

export const userDetail = z.object({
  Arn: arn('iam'),
  UserName: z.string(),
  Path: z._default(z.string(), '/'),
  CreateDate: z.optional(instant),
  UserPolicyList: inline,
  GroupList: z._default(z.array(z.string()), []),
  AttachedManagedPolicies: attached,
  PermissionsBoundary: boundary,
  Tags: tagList,
});
export type UserDetail = z.output<typeof userDetail>;

export const groupDetail = z.object({
  Arn: arn('iam'),
  GroupName: z.string(),
  GroupPolicyList: inline,
  AttachedManagedPolicies: attached,
});
export type GroupDetail = z.output<typeof groupDetail>;

export const roleDetail = z.object({
  Arn: arn('iam'),
  RoleName: z.string(),
  Path: z._default(z.string(), '/'),
  CreateDate: z.optional(instant),
  AssumeRolePolicyDocument: z.optional(z.unknown()),
  RolePolicyList: inline,
  AttachedManagedPolicies: attached,
  PermissionsBoundary: boundary,
  InstanceProfileList: z._default(z.array(z.object({ Arn: arn('iam') })), []),
  Tags: tagList,
  RoleLastUsed: z.optional(z.object({ LastUsedDate: z.optional(instant), Region: z.optional(z.string()) })),
});
export type RoleDetail = z.output<typeof roleDetail>;

export const managedPolicy = z.object({
  Arn: arn('iam'),
  PolicyName: z.string(),
  DefaultVersionId: z.optional(z.string()),
  PolicyVersionList: z._default(
    z.array(
      z.object({
        VersionId: z.string(),
        IsDefaultVersion: z.optional(z.boolean()),
        Document: z.optional(z.unknown()),
      }),
    ),
    [],
  ),
});
export type ManagedPolicy = z.output<typeof managedPolicy>;

/** GetAccessKeyLastUsed gives a key that was never used no date, and N/A as its service and Region. */
const lastUsed = z.pipe(
  z.pipe(z.unknown(), z.transform(dateless)),
  z.object({
    LastUsedDate: z.optional(instant),
    ServiceName: z.optional(z.string()),
    Region: z.optional(z.string()),
  }),
);

/** The absent date in the other forms that it takes: N/A, as in the credential report, and null, as queries write it. */
function dateless(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { LastUsedDate: at, ...where } = value;
  if (at === null) return where;
  return at === 'N/A' ? { ...where, ServiceName: 'N/A' } : value;
}

/** Capitals and digits only: the secret that belongs to a key, put here by mistake, is no id, and ids are shown. */
export const accessKeyId = z.string().check(z.regex(/^A[A-Z0-9]{15,127}$/, { error: 'an access key id' }));

export const accessKey = z.object({
  UserName: z.string(),
  AccessKeyId: accessKeyId,
  Status: z.enum(['Active', 'Inactive', 'Expired']),
  CreateDate: z.optional(instant),
  AccessKeyLastUsed: z.optional(lastUsed),
});
export type AccessKeyItem = z.output<typeof accessKey>;
