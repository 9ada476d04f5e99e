import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateUserCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
  PutUserPolicyCommand,
  type Tag,
} from '@aws-sdk/client-iam';
import { AnswerError, isGone } from '../errors.ts';
import { nextMarker, pages } from '../pages.ts';
import { type RotationClients, writeLimit } from './limits.ts';
import type { RoleActions } from './role-actions.ts';
import { DENY_ALL, DENY_SESSIONS } from './user-policies.ts';

export const roleActions = {
  issuer: [
    'iam:GetUser',
    'iam:ListUserPolicies',
    'iam:GetUserPolicy',
    'iam:ListAttachedUserPolicies',
    'iam:ListGroupsForUser',
    'iam:CreateUser',
    'iam:TagUser',
    'iam:PutUserPolicy',
    'iam:AttachUserPolicy',
    'iam:AddUserToGroup',
  ],
} as const satisfies RoleActions;

/** Marks a user as made for a rotation: one of that name which lacks it is somebody else's, and is left alone. */
const TAG = 'nightwarden:rotation';
const OURS: ReadonlySet<string> = new Set([DENY_ALL, DENY_SESSIONS]);
/** What was put on the old user because it leaked must not follow to the new one. */
const QUARANTINES = /:policy\/(AWSDenyAll|AWSCompromisedKeyQuarantine\w*)$/;

export interface UserCopyGateway {
  /**
   * Makes a user like another: the same path, boundary and tags, attached and inline policies and groups. May be done
   * again: what is there already stays.
   * @throws {AnswerError} when a user of that name is there which this rotation did not make
   */
  copy(from: string, to: string, rotation: string): Promise<void>;
}

/** @param region the partition's main one */
export function userCopyGateway({ reads, writes }: RotationClients, region: string): UserCopyGateway {
  const reader = reads.client(IAMClient, 'iam', region);
  const writer = writes.client(IAMClient, 'iam', region);

  async function make(from: string, to: string, rotation: string): Promise<void> {
    const there = await tagsOf(to);
    if (there !== undefined) {
      if (there.some(({ Key, Value }) => Key === TAG && Value === rotation)) return;
      throw new AnswerError(`expected no user ${to}, or the one that this rotation made`);
    }
    const { User } = await reader.send(new GetUserCommand({ UserName: from }));
    const boundary = User?.PermissionsBoundary?.PermissionsBoundaryArn;
    const tags = (User?.Tags ?? []).filter(({ Key }) => Key !== TAG && Key?.startsWith('aws:') !== true);
    await writer.send(
      new CreateUserCommand({
        UserName: to,
        Tags: [...tags, { Key: TAG, Value: rotation }],
        ...(User?.Path === undefined ? {} : { Path: User.Path }),
        ...(boundary === undefined ? {} : { PermissionsBoundary: boundary }),
      }),
      writeLimit(),
    );
  }

  async function tagsOf(UserName: string): Promise<readonly Tag[] | undefined> {
    try {
      return (await reader.send(new GetUserCommand({ UserName }))).User?.Tags ?? [];
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  async function copyInline(from: string, to: string): Promise<void> {
    const list = pages((token) => reader.send(new ListUserPoliciesCommand(page(from, token))), nextMarker);
    for await (const { PolicyNames = [] } of list) {
      for (const PolicyName of PolicyNames.filter((name) => !OURS.has(name))) {
        const { PolicyDocument } = await reader.send(
          new GetUserPolicyCommand({ UserName: from, PolicyName }),
        );
        const document = decodeURIComponent(PolicyDocument ?? '');
        const put = { UserName: to, PolicyName, PolicyDocument: document };
        await writer.send(new PutUserPolicyCommand(put), writeLimit());
      }
    }
  }

  async function copyAttached(from: string, to: string): Promise<void> {
    const list = pages(
      (token) => reader.send(new ListAttachedUserPoliciesCommand(page(from, token))),
      nextMarker,
    );
    for await (const { AttachedPolicies = [] } of list) {
      for (const { PolicyArn } of AttachedPolicies.filter((one) => !QUARANTINES.test(one.PolicyArn ?? '')))
        await writer.send(new AttachUserPolicyCommand({ UserName: to, PolicyArn }), writeLimit());
    }
  }

  async function copyGroups(from: string, to: string): Promise<void> {
    const list = pages((token) => reader.send(new ListGroupsForUserCommand(page(from, token))), nextMarker);
    for await (const { Groups = [] } of list) {
      for (const { GroupName } of Groups)
        await writer.send(new AddUserToGroupCommand({ UserName: to, GroupName }), writeLimit());
    }
  }

  return {
    async copy(from, to, rotation) {
      await make(from, to, rotation);
      await copyInline(from, to);
      await copyAttached(from, to);
      await copyGroups(from, to);
    },
  };
}

function page(UserName: string, token: string | undefined) {
  return { UserName, ...(token === undefined ? {} : { Marker: token }) };
}
