import {
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { REVOKE, revoking } from '../../core/rotation/exposure/revoking.ts';
import type { Revoked } from '../../core/rotation/exposure/sessions.ts';
import { isGone } from '../errors.ts';
import { nextMarker, pages } from '../pages.ts';
import { documentOf } from './documents.ts';
import { type RotationClients, writeLimit } from './limits.ts';
import type { RoleActions } from './role-actions.ts';

export const roleActions = {
  observer: ['iam:GetRolePolicy', 'iam:ListRolePolicies'],
  switcher: ['iam:PutRolePolicy'],
} as const satisfies RoleActions;

export interface RoleSessionsGateway {
  /** What policies of ours deny to older sessions of a role; gone: there is no such role, nor a session of it. */
  revoked(roleName: string): Promise<readonly Revoked[] | 'gone'>;
  /**
   * Denies everything to sessions of these ids that began before a moment. Whoever assumes the role from then on is let in.
   * @param name of what they are denied for: the same name again replaces what it denied
   */
  revoke(roleName: string, name: string, revoked: Revoked): Promise<void>;
}

/** @param region the partition's main one */
export function roleSessionsGateway({ reads, writes }: RotationClients, region: string): RoleSessionsGateway {
  const reader = reads.client(IAMClient, 'iam', region);
  const writer = writes.client(IAMClient, 'iam', region);

  async function namesOf(RoleName: string): Promise<readonly string[]> {
    const list = pages(
      (token) =>
        reader.send(
          new ListRolePoliciesCommand({ RoleName, ...(token === undefined ? {} : { Marker: token }) }),
        ),
      nextMarker,
    );
    const names: string[] = [];
    for await (const { PolicyNames = [] } of list) names.push(...PolicyNames);
    return names.filter((name) => name.startsWith(REVOKE));
  }

  return {
    async revoked(RoleName) {
      try {
        const names = await namesOf(RoleName);
        const found: Revoked[] = [];
        for (const PolicyName of names) {
          const { PolicyDocument } = await reader.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
          found.push(...revokedBy(documentOf(PolicyDocument)));
        }
        return found;
      } catch (error) {
        if (isGone(error)) return 'gone';
        throw error;
      }
    },
    async revoke(RoleName, name, { userIds, before }) {
      const PolicyDocument = JSON.stringify(revoking(userIds, before));
      const put = { RoleName, PolicyName: `${REVOKE}${name}`, PolicyDocument };
      await writer.send(new PutRolePolicyCommand(put), writeLimit());
    },
  };
}

/** One that somebody has changed denies who knows what: it counts as none. */
function revokedBy(document: unknown): readonly Revoked[] {
  const told = document as Partial<ReturnType<typeof revoking>> | undefined;
  const { StringEquals, DateLessThan } = told?.Statement?.[0]?.Condition ?? {};
  const ids: unknown = StringEquals?.['aws:userid'];
  const userIds = Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [];
  const before = Date.parse(String(DateLessThan?.['aws:TokenIssueTime']));
  if (userIds.length === 0 || Number.isNaN(before)) return [];
  return JSON.stringify(document) === JSON.stringify(revoking(userIds, before)) ? [{ userIds, before }] : [];
}
