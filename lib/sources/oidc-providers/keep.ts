import { emptied } from '../files/kept.ts';
import { field, type Item, listOf, texts } from '../keeping.ts';

/** An entry of `list-open-id-connect-providers`, or an answer of `get-open-id-connect-provider`; an ARN may stand beside it. */
export async function keepOidcProvider(item: Item): Promise<Item> {
  const { ClientIDList, Tags } = item;
  return {
    ...texts(item, ['Arn', 'Url', 'CreateDate']),
    ...(await field('ClientIDList', ClientIDList, (list) =>
      Array.isArray(list)
        ? list.map((id: unknown) => (typeof id === 'string' ? id : emptied(id)))
        : emptied(list),
    )),
    ...(await field('Tags', Tags, (list) => listOf(list, (tag) => texts(tag, ['Key', 'Value'])))),
  };
}
