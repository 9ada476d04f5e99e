import {
  IAMClient,
  ListServiceSpecificCredentialsCommand,
  ListSigningCertificatesCommand,
  ListSSHPublicKeysCommand,
  type ServiceSpecificCredentialMetadata,
  type SigningCertificate,
  type SSHPublicKeyMetadata,
} from '@aws-sdk/client-iam';
import type { AwsClients } from './clients.ts';
import { nextMarker, pages } from './pages.ts';

export const actions = [
  'iam:ListSSHPublicKeys',
  'iam:ListSigningCertificates',
  'iam:ListServiceSpecificCredentials',
] as const;

/** Services that IAM makes credentials for, of which AWS documents that they are listed for all users. */
export const CREDENTIAL_SERVICES = [
  'bedrock.amazonaws.com',
  'codecommit.amazonaws.com',
  'cassandra.amazonaws.com',
  'logs.amazonaws.com',
] as const;

/** What IAM lists of a user besides access keys. None of it is secret: AWS shows a secret once, when it is made. */
export interface IamCredentialsGateway {
  sshPublicKeys(userName: string): Promise<readonly SSHPublicKeyMetadata[]>;
  signingCertificates(userName: string): Promise<readonly SigningCertificate[]>;
  /**
   * Pages of every user's credentials.
   * @param service only those for this service; undefined: for any
   */
  serviceSpecificCredentials(
    service: string | undefined,
  ): AsyncIterable<readonly ServiceSpecificCredentialMetadata[]>;
}

export function iamCredentialsGateway(clients: AwsClients, region: string): IamCredentialsGateway {
  const client = clients.client(IAMClient, 'iam', region);
  return {
    async sshPublicKeys(UserName) {
      const list = pages(
        (token) => client.send(new ListSSHPublicKeysCommand({ UserName, ...from(token) })),
        nextMarker,
      );
      const all: SSHPublicKeyMetadata[] = [];
      for await (const { SSHPublicKeys: keys = [] } of list) all.push(...keys);
      return all;
    },
    async signingCertificates(UserName) {
      const list = pages(
        (token) => client.send(new ListSigningCertificatesCommand({ UserName, ...from(token) })),
        nextMarker,
      );
      const all: SigningCertificate[] = [];
      for await (const { Certificates: certificates = [] } of list) all.push(...certificates);
      return all;
    },
    async *serviceSpecificCredentials(service) {
      const filter = service === undefined ? {} : { ServiceName: service };
      const list = pages(
        (token) =>
          client.send(
            new ListServiceSpecificCredentialsCommand({ AllUsers: true, ...filter, ...from(token) }),
          ),
        nextMarker,
      );
      for await (const { ServiceSpecificCredentials: credentials = [] } of list) yield credentials;
    },
  };
}

/**
 * Whose a service-specific credential is, among those of the services that are known.
 * @returns the name of the user; undefined: none of them has it
 */
export async function serviceCredentialOwner(
  clients: AwsClients,
  region: string,
  id: string,
): Promise<string | undefined> {
  const gateway = iamCredentialsGateway(clients, region);
  for (const service of CREDENTIAL_SERVICES) {
    for await (const page of gateway.serviceSpecificCredentials(service)) {
      const found = page.find(({ ServiceSpecificCredentialId }) => ServiceSpecificCredentialId === id);
      if (found !== undefined) return found.UserName;
    }
  }
  return undefined;
}

function from(token: string | undefined): { readonly Marker?: string } {
  return token === undefined ? {} : { Marker: token };
}
