import type { LastUse } from '../../core/model/credential.ts';
import type { Group, PolicyDocument, Role, User } from '../../core/model/principal.ts';
import type { Instant } from '../../core/model/time.ts';
import { parseDocument } from './documents.ts';
import { inlinePolicy, type ManagedDocuments, managedPolicy } from './policies.ts';
import type { GroupDetail, RoleDetail, UserDetail } from './schemas.ts';

export function toUser(detail: UserDetail, documents: ManagedDocuments): User {
  return {
    type: 'user',
    ...common(detail, documents),
    name: detail.UserName,
    groups: detail.GroupList,
    policies: policies(detail.UserPolicyList, detail.AttachedManagedPolicies, documents),
  };
}

export function toRole(
  detail: RoleDetail,
  documents: ManagedDocuments,
  takenAt: Instant,
  missing: string,
): Role {
  return {
    type: 'role',
    ...common(detail, documents),
    name: detail.RoleName,
    policies: policies(detail.RolePolicyList, detail.AttachedManagedPolicies, documents),
    trust: parseDocument(detail.AssumeRolePolicyDocument),
    lastUsed: roleLastUse(detail.RoleLastUsed, takenAt, missing),
  };
}

export function toGroup(detail: GroupDetail, documents: ManagedDocuments): Group {
  return {
    arn: detail.Arn,
    name: detail.GroupName,
    policies: policies(detail.GroupPolicyList, detail.AttachedManagedPolicies, documents),
  };
}

/** Every policy that stands on the principal itself, its boundary with them. */
export function heldBy({ policies: own, boundary }: User | Role): readonly PolicyDocument[] {
  return boundary === undefined ? own : [...own, boundary];
}

function common(detail: UserDetail | RoleDetail, documents: ManagedDocuments) {
  const boundary = detail.PermissionsBoundary?.PermissionsBoundaryArn;
  return {
    arn: detail.Arn,
    path: detail.Path,
    createdAt: detail.CreateDate ?? null,
    tags: detail.Tags,
    ...(boundary === undefined ? {} : { boundary: managedPolicy(boundary, documents) }),
  };
}

function policies(
  inline: UserDetail['UserPolicyList'],
  attached: UserDetail['AttachedManagedPolicies'],
  documents: ManagedDocuments,
): readonly PolicyDocument[] {
  return [
    ...inline.map(inlinePolicy),
    ...attached.map(({ PolicyArn }) => managedPolicy(PolicyArn, documents)),
  ];
}

/**
 * AWS gives a role that was not used in the tracked 400 days an empty RoleLastUsed.
 * A role without the field comes from a call that does not tell (ListRoles): that is unknown.
 */
function roleLastUse(field: RoleDetail['RoleLastUsed'], takenAt: Instant, missing: string): LastUse {
  if (field === undefined) return { state: 'unknown', missing };
  const { LastUsedDate: at, Region: region } = field;
  if (at === undefined) return { state: 'never', asOf: takenAt };
  return { state: 'used', at, ...(region === undefined ? {} : { region }), asOf: takenAt };
}
