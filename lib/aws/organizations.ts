import {
  type Account,
  AWSOrganizationsNotInUseException,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  type Organization,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { type AwsClients, mainRegion } from './clients.ts';
import { AnswerError } from './errors.ts';
import { pages } from './pages.ts';

/** What lists the accounts of an organisation. */
export const listActions = ['organizations:ListAccounts'] as const;
export const actions = ['organizations:DescribeOrganization', ...listActions] as const;

export interface OrganizationsGateway {
  /** Answered to every member; null: the account is in no organisation. */
  organization(): Promise<Organization | null>;
  /** Pages of the organisation's accounts: answered to the managing account and to delegated administrators. */
  accounts(): AsyncIterable<readonly Account[]>;
}

/**
 * Ids of the accounts that can be used. AWS retired `Status` on 2026-09-09 in favour of `State`; a partition that has not
 * yet tells the old one. https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 */
export function activeIds(accounts: readonly Account[]): readonly string[] {
  return accounts.flatMap(({ Id, State, Status }) =>
    Id !== undefined && (State ?? Status) === 'ACTIVE' ? [Id] : [],
  );
}

/** @param home a Region of the partition */
export function organizationsGateway(clients: AwsClients, home: string): OrganizationsGateway {
  const client = clients.client(OrganizationsClient, 'organizations', mainRegion(home));
  return {
    async organization() {
      try {
        const { Organization: organization } = await client.send(new DescribeOrganizationCommand({}));
        if (organization === undefined) throw new AnswerError('the answer holds no Organization');
        return organization;
      } catch (error) {
        if (error instanceof AWSOrganizationsNotInUseException) return null;
        throw error;
      }
    },
    async *accounts() {
      const list = pages(
        (token) =>
          client.send(
            new ListAccountsCommand({
              MaxResults: 20,
              ...(token === undefined ? {} : { NextToken: token }),
            }),
          ),
        ({ NextToken }) => NextToken,
      );
      for await (const { Accounts = [] } of list) yield Accounts;
    },
  };
}
