import type { SourceGap } from '../../core/model/gap.ts';
import type { Group, Role, User } from '../../core/model/principal.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import { PartReader } from '../parse/part-reader.ts';
import { listInPages } from './pages.ts';
import { defaultDocuments, gapGroups, gapUnreadable, type ManagedDocuments } from './policies.ts';
import { heldBy, toGroup, toRole, toUser } from './principals.ts';
import { groupDetail, managedPolicy, roleDetail, userDetail } from './schemas.ts';

export interface Authorization {
  readonly users: readonly User[];
  readonly roles: readonly Role[];
  readonly groups: readonly Group[];
  /** The role of each instance profile, ARN by ARN. */
  readonly profiles: ReadonlyMap<string, string>;
  readonly gaps: readonly SourceGap[];
}

/** Reads the answers of GetAccountAuthorizationDetails: users, groups, roles, and every policy with its document. */
export function parseAuthorization(part: Part, manifest: Manifest): Authorization {
  const reader = new PartReader(part, manifest.account);
  const policies = listInPages(reader, 'Policies', managedPolicy, ['policies']);
  const documents = defaultDocuments(policies);
  const groups = listInPages(reader, 'GroupDetailList', groupDetail, ['policies']).map((detail) =>
    toGroup(detail, documents),
  );
  const users = listInPages(reader, 'UserDetailList', userDetail, ['users', 'policies']).map((detail) =>
    toUser(detail, documents),
  );
  const details = listInPages(reader, 'RoleDetailList', roleDetail, ['roles', 'policies']);
  const roles = details.map((detail) => toRole(detail, documents, manifest.takenAt, part.missing));
  const profiles = details.flatMap(({ Arn: role, InstanceProfileList: list }) =>
    list.map(({ Arn }) => [Arn, role] as const),
  );

  for (const user of users) gapUnreadable(reader, user.arn, heldBy(user), documents);
  gapGroups(reader, users, groups, documents);
  for (const role of roles) gapRole(reader, role, documents);
  return { users, roles, groups, profiles: new Map(profiles), gaps: reader.gaps };
}

function gapRole(reader: PartReader, role: Role, documents: ManagedDocuments): void {
  if (role.trust === null) {
    reader.gap({
      reason: `${reader.at('')}: AssumeRolePolicyDocument of ${role.arn}: expected a JSON policy document, got something else`,
      facts: ['roles'],
      subject: role.arn,
    });
  }
  // AWS writes the policies of service-linked roles, and nobody can change them.
  if (!role.path.startsWith('/aws-service-role/')) gapUnreadable(reader, role.arn, heldBy(role), documents);
}
