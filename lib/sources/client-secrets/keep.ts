import { field, type Item, listOf, moments, tagMap, texts } from '../keeping.ts';

/** One client with its secrets as `list-user-pool-client-secrets` writes them, never a value; its pool stands beside. */
export async function keepClientSecrets(answer: Item): Promise<Item> {
  const { ClientSecrets, Tags } = answer;
  return {
    ...texts(answer, ['Arn', 'ClientId', 'ClientName']),
    ...(await field('ClientSecrets', ClientSecrets, (list) =>
      listOf(list, (secret) => ({
        ...texts(secret, ['ClientSecretId']),
        ...moments(secret, ['ClientSecretCreateDate']),
      })),
    )),
    ...(await field('Tags', Tags, tagMap)),
  };
}
