import { AccountClient, ListRegionsCommand } from '@aws-sdk/client-account';
import type { AwsClients } from './clients.ts';
import { pages } from './pages.ts';

export const actions = ['account:ListRegions'] as const;

export interface Region {
  readonly name: string;
  readonly enabled: boolean;
  /** AWS's own word: `ENABLED_BY_DEFAULT`, `DISABLED`, … */
  readonly status: string;
}

export interface AccountGateway {
  /** Every Region there is, enabled or not. */
  regions(): Promise<readonly Region[]>;
}

export function accountGateway(clients: AwsClients, region: string): AccountGateway {
  const client = clients.client(AccountClient, 'account', region);
  return {
    async regions() {
      const all: Region[] = [];
      const list = pages(
        (token) =>
          client.send(
            new ListRegionsCommand({ MaxResults: 50, ...(token === undefined ? {} : { NextToken: token }) }),
          ),
        ({ NextToken }) => NextToken,
      );
      for await (const { Regions = [] } of list) {
        for (const { RegionName: name, RegionOptStatus: status = 'unknown' } of Regions) {
          if (name === undefined) continue;
          all.push({ name, status, enabled: status === 'ENABLED' || status === 'ENABLED_BY_DEFAULT' });
        }
      }
      return all;
    },
  };
}
