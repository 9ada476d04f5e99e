import { type Item, moments, texts } from '../keeping.ts';

/** One connection as `list-connections` writes it; of what `describe-connection` adds, nothing is kept. */
export async function keepEventConnection(connection: Item): Promise<Item> {
  return {
    ...texts(connection, ['ConnectionArn', 'Name', 'ConnectionState', 'AuthorizationType']),
    ...moments(connection, ['CreationTime', 'LastModifiedTime', 'LastAuthorizedTime']),
  };
}
