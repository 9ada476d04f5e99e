import { type Item, moments, texts } from '../keeping.ts';

/**
 * One credential as `list-service-specific-credentials` writes it. Its user name or alias is not kept, and neither is
 * what only the answer of its creation holds: the password, the API key.
 */
export async function keepServiceCredential(item: Item): Promise<Item> {
  return {
    ...texts(item, ['UserName', 'ServiceSpecificCredentialId', 'ServiceName', 'Status']),
    ...moments(item, ['CreateDate', 'ExpirationDate']),
  };
}
