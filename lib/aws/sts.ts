import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsClients } from './clients.ts';
import { AnswerError } from './errors.ts';

export const actions = ['sts:GetCallerIdentity'] as const;

export interface Caller {
  /** 12 digits. */
  readonly account: string;
  readonly partition: string;
  readonly arn: string;
}

export interface StsGateway {
  caller(): Promise<Caller>;
}

export function stsGateway(clients: AwsClients, region: string): StsGateway {
  const client = clients.client(STSClient, 'sts', region);
  return {
    async caller() {
      const { Account: account, Arn: arn = '' } = await client.send(new GetCallerIdentityCommand({}));
      const partition = /^arn:(aws[\w-]*):/.exec(arn)?.[1];
      if (account === undefined || !/^\d{12}$/.test(account) || partition === undefined)
        throw new AnswerError('expected a 12-digit account and an ARN in the answer of GetCallerIdentity');
      return { account, partition, arn };
    },
  };
}
