import * as z from 'zod';
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

const lastUsed = z.object({
  // GetAccessKeyLastUsed gives a key that was never used no date, and N/A as its service and Region.
  LastUsedDate: z
    .unknown()
    .transform((value) => (value === 'N/A' ? undefined : value))
    .pipe(instant.optional())
    .optional(),
  ServiceName: z.string().optional(),
  Region: z.string().optional(),
});

export const accessKey = z.object({
  UserName: z.string(),
  AccessKeyId: z.string().regex(/^\w{16,128}$/, { error: 'an access key id' }),
  Status: z.enum(['Active', 'Inactive', 'Expired']),
  CreateDate: instant.optional(),
  AccessKeyLastUsed: lastUsed.optional(),
});
export type AccessKeyItem = z.output<typeof accessKey>;
