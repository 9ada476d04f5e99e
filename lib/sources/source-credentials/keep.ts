import { type Item, texts } from '../keeping.ts';

/** One credential as `list-source-credentials` writes it. `resource` names what is kept elsewhere, and stays there. */
export async function keepSourceCredential(credential: Item): Promise<Item> {
  return texts(credential, ['arn', 'serverType', 'authType']);
}
