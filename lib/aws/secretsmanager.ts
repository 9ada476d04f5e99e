import {
  GetResourcePolicyCommand,
  type GetResourcePolicyResponse,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  type SecretListEntry,
  SecretsManagerClient,
  type SecretVersionsListEntry,
} from '@aws-sdk/client-secrets-manager';
import type { AwsClients } from './clients.ts';
import { pages } from './pages.ts';

export const actions = [
  'secretsmanager:ListSecrets',
  'secretsmanager:ListSecretVersionIds',
  'secretsmanager:GetResourcePolicy',
] as const;

export interface SecretsGateway {
  /** Pages of secrets, those scheduled for deletion too. Values are never asked for. */
  secrets(): AsyncIterable<readonly SecretListEntry[]>;
  /** The versions of one secret that carry a label. */
  versions(arn: string): Promise<readonly SecretVersionsListEntry[]>;
}

export function secretsGateway(clients: AwsClients, region: string): SecretsGateway {
  const client = clients.client(SecretsManagerClient, 'secretsmanager', region);
  return {
    async *secrets() {
      const list = pages(
        (token) =>
          client.send(
            new ListSecretsCommand({
              IncludePlannedDeletion: true,
              MaxResults: 100,
              ...(token === undefined ? {} : { NextToken: token }),
            }),
          ),
        ({ NextToken }) => NextToken,
      );
      for await (const { SecretList = [] } of list) yield SecretList;
    },
    async versions(arn) {
      const all: SecretVersionsListEntry[] = [];
      const list = pages(
        (token) =>
          client.send(
            new ListSecretVersionIdsCommand({
              SecretId: arn,
              MaxResults: 100,
              ...(token === undefined ? {} : { NextToken: token }),
            }),
          ),
        ({ NextToken }) => NextToken,
      );
      for await (const { Versions = [] } of list) all.push(...Versions);
      return all;
    },
  };
}

export interface PoliciesGateway {
  /** The resource policy of one secret; without `ResourcePolicy` it has none. */
  policy(arn: string): Promise<GetResourcePolicyResponse>;
}

export function policiesGateway(clients: AwsClients, region: string): PoliciesGateway {
  const client = clients.client(SecretsManagerClient, 'secretsmanager', region);
  return { policy: (arn) => client.send(new GetResourcePolicyCommand({ SecretId: arn })) };
}
