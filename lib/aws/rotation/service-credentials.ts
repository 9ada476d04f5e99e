import {
  CreateServiceSpecificCredentialCommand,
  DeleteServiceSpecificCredentialCommand,
  IAMClient,
  ListServiceSpecificCredentialsCommand,
  UpdateServiceSpecificCredentialCommand,
} from '@aws-sdk/client-iam';
import { AnswerError, isGone } from '../errors.ts';
import { nextMarker, pages } from '../pages.ts';
import { type RotationClients, writeLimit } from './limits.ts';
import type { RoleActions } from './role-actions.ts';

export const roleActions = {
  observer: ['iam:ListServiceSpecificCredentials'],
  // A successor's credential of an attempt whose value was lost goes before the next one is made.
  issuer: ['iam:CreateServiceSpecificCredential', 'iam:DeleteServiceSpecificCredential'],
  switcher: ['iam:UpdateServiceSpecificCredential'],
  reaper: ['iam:DeleteServiceSpecificCredential'],
} as const satisfies RoleActions;

export interface ServiceCredentialListed {
  readonly id: string;
  /** Inactive: also one that expired. */
  readonly status: 'Active' | 'Inactive';
  readonly createdAt: Date | undefined;
  readonly expiresAt: Date | undefined;
}

/** A credential with what proves it: for the memory of one invocation. */
export interface NewServiceCredential {
  readonly id: string;
  /** Of a password; absent: it is an API key, which needs none. */
  readonly userName?: string;
  readonly secret: string;
}

/** What IAM keeps of one user for one service, by the service's name (`codecommit.amazonaws.com`). */
export interface ServiceCredentialsGateway {
  /** @returns undefined when there is no such user */
  list(userName: string, service: string): Promise<readonly ServiceCredentialListed[] | undefined>;
  /** @param days after which it ends; null: it has no end */
  create(userName: string, service: string, days: number | null): Promise<NewServiceCredential>;
  setStatus(userName: string, id: string, status: 'Active' | 'Inactive'): Promise<void>;
  remove(userName: string, id: string): Promise<void>;
}

/** @param region the partition's main one */
export function serviceCredentialsGateway(
  { reads, writes }: RotationClients,
  region: string,
): ServiceCredentialsGateway {
  const reader = reads.client(IAMClient, 'iam', region);
  const writer = writes.client(IAMClient, 'iam', region);
  return {
    async list(UserName, ServiceName) {
      const all: ServiceCredentialListed[] = [];
      const list = pages((Marker) => {
        const page = Marker === undefined ? {} : { Marker };
        return reader.send(new ListServiceSpecificCredentialsCommand({ UserName, ServiceName, ...page }));
      }, nextMarker);
      try {
        for await (const { ServiceSpecificCredentials: credentials = [] } of list)
          all.push(...credentials.map(listed));
        return all;
      } catch (error) {
        if (isGone(error)) return undefined;
        throw error;
      }
    },
    async create(UserName, ServiceName, days) {
      const age = days === null ? {} : { CredentialAgeDays: days };
      const { ServiceSpecificCredential: made } = await writer.send(
        new CreateServiceSpecificCredentialCommand({ UserName, ServiceName, ...age }),
        writeLimit(),
      );
      const id = made?.ServiceSpecificCredentialId;
      const secret = made?.ServicePassword ?? made?.ServiceCredentialSecret;
      if (id === undefined || secret === undefined)
        throw new AnswerError('the answer holds no credential, so nobody knows whether one was made');
      const userName = made?.ServiceUserName;
      return { id, secret, ...(userName === undefined ? {} : { userName }) };
    },
    async setStatus(UserName, ServiceSpecificCredentialId, Status) {
      await writer.send(
        new UpdateServiceSpecificCredentialCommand({ UserName, ServiceSpecificCredentialId, Status }),
        writeLimit(),
      );
    },
    async remove(UserName, ServiceSpecificCredentialId) {
      await writer.send(
        new DeleteServiceSpecificCredentialCommand({ UserName, ServiceSpecificCredentialId }),
        writeLimit(),
      );
    },
  };
}

interface Told {
  readonly ServiceSpecificCredentialId?: string | undefined;
  readonly Status?: string | undefined;
  readonly CreateDate?: Date | undefined;
  readonly ExpirationDate?: Date | undefined;
}

function listed({
  ServiceSpecificCredentialId: id,
  Status: status,
  CreateDate: createdAt,
  ExpirationDate: expiresAt,
}: Told): ServiceCredentialListed {
  if (id === undefined || (status !== 'Active' && status !== 'Inactive' && status !== 'Expired'))
    throw new AnswerError('expected an id and a status of each service-specific credential');
  return { id, status: status === 'Active' ? 'Active' : 'Inactive', createdAt, expiresAt };
}
