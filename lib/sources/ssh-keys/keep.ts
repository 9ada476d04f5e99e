import { type Item, moments, texts } from '../keeping.ts';

/** One key as `list-ssh-public-keys` writes it. The key itself (`SSHPublicKeyBody` of `get-ssh-public-key`) is not kept. */
export async function keepSshKey(item: Item): Promise<Item> {
  return {
    ...texts(item, ['UserName', 'SSHPublicKeyId', 'Status']),
    ...moments(item, ['UploadDate', 'ReadAt']),
  };
}
