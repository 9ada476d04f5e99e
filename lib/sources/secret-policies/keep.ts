import { type Item, texts } from '../keeping.ts';

/** One answer of GetResourcePolicy: the policy as the text that AWS gives, and when it was read. */
export async function keepPolicy(answer: Item): Promise<Item> {
  return texts(answer, ['ARN', 'Name', 'ResourcePolicy', 'ReadAt']);
}
