import { createHash } from 'node:crypto';
import { field, type Item, listOf, moments, tagMap, texts } from '../keeping.ts';

/** One API with its keys as `list-api-keys` writes them; the API's ARN, name and tags stand beside them. */
export async function keepAppSyncKeys(answer: Item): Promise<Item> {
  const { Arn, apiKeys, Tags } = answer;
  const account = typeof Arn === 'string' ? (Arn.split(':')[4] ?? '') : '';
  return {
    ...texts(answer, ['Arn', 'Name']),
    ...(await field('apiKeys', apiKeys, (list) =>
      listOf(list, (key) => ({
        ...('id' in key ? { id: standIn(key.id, account) } : {}),
        ...moments(key, ['expires', 'deletes']),
      })),
    )),
    ...(await field('Tags', Tags, tagMap)),
  };
}

const STAND_IN = /^sha256-[0-9a-f]{32}$/;

/**
 * A key's id is what callers sign in with. Its hash names it from night to night and opens nothing; the account goes
 * into it, so that nobody sees whether two accounts share a key. 26 random letters can't be found by trying.
 */
function standIn(id: unknown, account: string): string {
  if (typeof id !== 'string') return '';
  if (STAND_IN.test(id)) return id;
  return `sha256-${createHash('sha256').update(`${account}:${id}`).digest('hex').slice(0, 32)}`;
}
