import { gapOf } from '../../aws/errors.ts';
import { organizationsGateway } from '../../aws/organizations.ts';
import { plain } from '../../aws/pages.ts';
import { partOf, readAll } from '../../aws/reading.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import type { LiveContext } from '../source.ts';
import { keepOrganization } from './keep.ts';

const DESCRIBE = 'organizations:DescribeOrganization';
const LIST = 'organizations:ListAccounts';
const FACTS = ['organization'] as const;

/**
 * Reads the organisation, and its accounts where AWS answers that. A member would only be refused, and alarms on
 * refused calls would ring every night in every account: it is not asked, and that is no gap by itself.
 */
export async function readLive({ account, clients, home }: LiveContext): Promise<Part> {
  const gateway = organizationsGateway(clients, home);
  const scope = { account };
  try {
    const organization = await gateway.organization();
    const own = await kept({ Organization: organization });
    if (organization?.MasterAccountId !== account)
      return partOf(DESCRIBE, [{ items: [own], gaps: [], answered: true }]);
    const items: Item[] = [own];
    const accounts: Item[] = [];
    const { fault } = await readAll(gateway.accounts(), (page) => {
      for (const each of page) accounts.push(plain(each) as Item);
    });
    if (fault === undefined) items.push(await kept({ Accounts: accounts }));
    const gaps = fault === undefined ? [] : [gapOf(fault, { action: LIST, scope, facts: FACTS })];
    return partOf(LIST, [{ items, gaps, answered: true }]);
  } catch (error) {
    const gap = gapOf(error, { action: DESCRIBE, scope, facts: FACTS });
    return partOf(DESCRIBE, [{ items: [], gaps: [gap], answered: false }]);
  }
}

async function kept(answer: object): Promise<Item> {
  return keepOrganization(plain(answer) as Item);
}
