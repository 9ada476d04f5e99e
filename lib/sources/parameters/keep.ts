import { field, type Item, listOf, texts } from '../keeping.ts';
import { redactedOne } from '../keeping-values.ts';

/**
 * One parameter as `get-parameters` writes it, its value redacted. Of a SecureString no value is kept at all: decrypted
 * it would be the secret itself, and it lies nowhere in the open.
 */
export async function keepParameter(parameter: Item): Promise<Item> {
  const { Name: name, Type: type, Value: value, Tags: tags } = parameter;
  const open = type === 'SecureString' ? undefined : value;
  return {
    ...texts(parameter, ['ARN', 'Name', 'Type']),
    ...(await field('Value', open, (each) => redactedOne(hintIn(name), each))),
    ...(await field('Tags', tags, (list) => listOf(list, (tag) => texts(tag, ['Key', 'Value'])))),
  };
}

/** Characters of a name that are looked at. */
const LONGEST_HINT = 256;

/** A path says at its end what its value is: `/prod/secrets/ui/colour` is a colour, `/db/password/main` a password. */
function hintIn(name: unknown): string {
  return typeof name === 'string' ? name.split('/').slice(-2).join('/').slice(-LONGEST_HINT) : '';
}
