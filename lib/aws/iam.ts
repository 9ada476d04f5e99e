import {
  type AccessKeyLastUsed,
  type AccessKeyMetadata,
  GenerateCredentialReportCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsResponse,
  GetCredentialReportCommand,
  IAMClient,
  ListAccessKeysCommand,
} from '@aws-sdk/client-iam';
import type { AwsClients } from './clients.ts';
import { AnswerError } from './errors.ts';
import { nextMarker, pages } from './pages.ts';

export const actions = [
  'iam:GetAccountAuthorizationDetails',
  'iam:GenerateCredentialReport',
  'iam:GetCredentialReport',
  'iam:ListAccessKeys',
  'iam:GetAccessKeyLastUsed',
] as const;

export interface CredentialReport {
  /** CSV text. */
  readonly csv: string;
  /** undefined: AWS did not tell. */
  readonly generatedAt: Date | undefined;
}

export interface IamGateway {
  authorizationDetails(): AsyncIterable<GetAccountAuthorizationDetailsResponse>;
  /** Asks AWS to make a report; it makes at most one in 4 hours. */
  requestCredentialReport(): Promise<'ready' | 'in progress'>;
  credentialReport(): Promise<CredentialReport>;
  accessKeys(userName: string): Promise<readonly AccessKeyMetadata[]>;
  /** Without LastUsedDate: never used since 2015-04-22. */
  accessKeyLastUsed(accessKeyId: string): Promise<Partial<AccessKeyLastUsed>>;
}

export function iamGateway(clients: AwsClients, region: string): IamGateway {
  const client = clients.client(IAMClient, 'iam', region);
  return {
    authorizationDetails() {
      return pages(
        (token) =>
          client.send(
            new GetAccountAuthorizationDetailsCommand({
              MaxItems: 1000,
              ...(token === undefined ? {} : { Marker: token }),
            }),
          ),
        nextMarker,
      );
    },
    async requestCredentialReport() {
      const { State } = await client.send(new GenerateCredentialReportCommand({}));
      return State === 'COMPLETE' ? 'ready' : 'in progress';
    },
    async credentialReport() {
      const { Content, GeneratedTime } = await client.send(new GetCredentialReportCommand({}));
      if (Content === undefined) throw new AnswerError('the credential report came without content');
      return { csv: new TextDecoder().decode(Content), generatedAt: GeneratedTime };
    },
    async accessKeys(userName) {
      const all: AccessKeyMetadata[] = [];
      const list = pages(
        (token) =>
          client.send(
            new ListAccessKeysCommand({
              UserName: userName,
              ...(token === undefined ? {} : { Marker: token }),
            }),
          ),
        nextMarker,
      );
      for await (const { AccessKeyMetadata: keys = [] } of list) all.push(...keys);
      return all;
    },
    async accessKeyLastUsed(accessKeyId) {
      const { AccessKeyLastUsed: lastUsed } = await client.send(
        new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }),
      );
      // An answer without it is no "never used".
      if (lastUsed === undefined) throw new AnswerError('the answer holds no AccessKeyLastUsed');
      return lastUsed;
    },
  };
}

/**
 * Whose key it is.
 * @returns the name of the user, `<root>` for root's; undefined: this account has no such key
 */
export async function keyOwner(
  clients: AwsClients,
  region: string,
  accessKeyId: string,
): Promise<string | undefined> {
  const client = clients.client(IAMClient, 'iam', region);
  try {
    const { UserName } = await client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }));
    return UserName;
  } catch (error) {
    // Of a key that is not there, or is another account's, AWS says that access is denied.
    if (error instanceof Error && ['NoSuchEntity', 'NoSuchEntityException'].includes(error.name))
      return undefined;
    throw error;
  }
}
