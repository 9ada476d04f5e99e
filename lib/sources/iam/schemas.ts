import * as z from 'zod';
import { isRecord } from '../../core/model/records.ts';
import { arn, instant, tagList } from '../parse/schemas.ts';

/** What is used of the answers of GetAccountAuthorizationDetails and ListAccessKeys; all else is left out. */
const attached = z.array(z.object({ PolicyName: z.string(), PolicyArn: arn('iam') })).default([]);
const inline = z
  .array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown().optional() }))
  .default([]);
const boundary = z.object({ PermissionsBoundaryArn: arn('iam') }).optional();

export const userDetail = z.object({
  Arn: arn('iam'),
  UserName: z.string(),
  Path: z.string().default('/'),
  CreateDate: instant.optional(),
  UserPolicyList: inline,
  GroupList: z.array(z.string()).default([]),
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
  Path: z.string().default('/'),
  CreateDate: instant.optional(),
  AssumeRolePolicyDocument: z.unknown().optional(),
  RolePolicyList: inline,
  AttachedManagedPolicies: attached,
  PermissionsBoundary: boundary,
  InstanceProfileList: z.array(z.object({ Arn: arn('iam') })).default([]),
  Tags: tagList,
  RoleLastUsed: z.object({ LastUsedDate: instant.optional(), Region: z.string().optional() }).optional(),
});
export type RoleDetail = z.output<typeof roleDetail>;

export const managedPolicy = z.object({
  Arn: arn('iam'),
  PolicyName: z.string(),
  DefaultVersionId: z.string().optional(),
  PolicyVersionList: z
    .array(
      z.object({
        VersionId: z.string(),
        IsDefaultVersion: z.boolean().optional(),
        Document: z.unknown().optional(),
      }),
    )
    .default([]),
});
export type ManagedPolicy = z.output<typeof managedPolicy>;

/** GetAccessKeyLastUsed gives a key that was never used no date, and N/A as its service and Region. */
const lastUsed = z
  .unknown()
  .transform(dateless)
  .pipe(
    z.object({
      LastUsedDate: instant.optional(),
      ServiceName: z.string().optional(),
      Region: z.string().optional(),
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
export const accessKeyId = z.string().regex(/^A[A-Z0-9]{15,127}$/, { error: 'an access key id' });

export const accessKey = z.object({
  UserName: z.string(),
  AccessKeyId: accessKeyId,
  Status: z.enum(['Active', 'Inactive', 'Expired']),
  CreateDate: instant.optional(),
  AccessKeyLastUsed: lastUsed.optional(),
});
export type AccessKeyItem = z.output<typeof accessKey>;
