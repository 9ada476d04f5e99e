import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { AnswerError, isGone } from '../errors.ts';
import { nextMarker, pages } from '../pages.ts';
import { type RotationClients, writeLimit } from './limits.ts';
import type { RoleActions } from './role-actions.ts';

export const roleActions = {
  observer: ['iam:ListAccessKeys', 'iam:GetAccessKeyLastUsed'],
  // A successor's key of an attempt whose value was lost goes before the next one is made.
  issuer: ['iam:CreateAccessKey', 'iam:DeleteAccessKey'],
  switcher: ['iam:UpdateAccessKey'],
  reaper: ['iam:DeleteAccessKey'],
} as const satisfies RoleActions;

export interface KeyListed {
  readonly id: string;
  readonly status: 'Active' | 'Inactive';
  readonly createdAt: Date | undefined;
}

/** A key with its secret: for the memory of one invocation. */
export interface NewKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface KeysGateway {
  /** @returns undefined when there is no such user */
  list(userName: string): Promise<readonly KeyListed[] | undefined>;
  /** @returns null: never used since IAM keeps track */
  lastUsed(id: string): Promise<Date | null>;
  create(userName: string): Promise<NewKey>;
  setStatus(userName: string, id: string, status: 'Active' | 'Inactive'): Promise<void>;
  remove(userName: string, id: string): Promise<void>;
}

/** @param region the partition's main one */
export function keysGateway({ reads, writes }: RotationClients, region: string): KeysGateway {
  const reader = reads.client(IAMClient, 'iam', region);
  const writer = writes.client(IAMClient, 'iam', region);
  return {
    async list(UserName) {
      const all: KeyListed[] = [];
      const list = pages(
        (token) =>
          reader.send(
            new ListAccessKeysCommand({ UserName, ...(token === undefined ? {} : { Marker: token }) }),
          ),
        nextMarker,
      );
      try {
        for await (const { AccessKeyMetadata: keys = [] } of list) {
          for (const { AccessKeyId: id, Status: status, CreateDate: createdAt } of keys) {
            if (id === undefined || (status !== 'Active' && status !== 'Inactive'))
              throw new AnswerError('expected an id and a status of each access key');
            all.push({ id, status, createdAt });
          }
        }
        return all;
      } catch (error) {
        if (isGone(error)) return undefined;
        throw error;
      }
    },
    async lastUsed(AccessKeyId) {
      const { AccessKeyLastUsed: used } = await reader.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
      // An answer without it is no "never used".
      if (used === undefined) throw new AnswerError('the answer holds no AccessKeyLastUsed');
      return used.LastUsedDate ?? null;
    },
    async create(UserName) {
      const { AccessKey } = await writer.send(new CreateAccessKeyCommand({ UserName }), writeLimit());
      const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = AccessKey ?? {};
      if (accessKeyId === undefined || secretAccessKey === undefined)
        throw new AnswerError('the answer holds no access key, so nobody knows whether one was made');
      return { accessKeyId, secretAccessKey };
    },
    async setStatus(UserName, AccessKeyId, Status) {
      await writer.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status }), writeLimit());
    },
    async remove(UserName, AccessKeyId) {
      await writer.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }), writeLimit());
    },
  };
}
