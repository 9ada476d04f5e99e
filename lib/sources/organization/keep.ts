import { isRecord } from '../../core/model/records.ts';
import { emptied } from '../files/kept.ts';
import { field, type Item, listOf, texts } from '../keeping.ts';

/**
 * One answer of `list-accounts` or `describe-organization`: ids and states. Names and e-mails of accounts and of who
 * manages them are left behind. An organisation of `null` says that there is none.
 */
export async function keepOrganization(item: Item): Promise<Item> {
  return {
    ...(await field('Accounts', item.Accounts, (list) =>
      listOf(list, (account) => texts(account, ['Id', 'Status'])),
    )),
    ...(await field('Organization', item.Organization, (value) =>
      isRecord(value) ? texts(value, ['Id', 'MasterAccountId']) : emptied(value),
    )),
  };
}
