import { field, type Item, listOf, texts } from '../keeping.ts';
import { redactedDocument } from '../keeping-documents.ts';

/**
 * One state machine as `describe-state-machine` writes it: its names, its role and, of its definition, the places that
 * look like a secret, each with its value redacted. The definition itself is not kept. Tags may stand beside it.
 */
export async function keepStateMachine(machine: Item): Promise<Item> {
  const { definition, tags } = machine;
  return {
    ...texts(machine, ['stateMachineArn', 'name', 'roleArn']),
    ...(await field('definition', definition, redactedDocument)),
    ...(await field('tags', tags, (list) => listOf(list, (tag) => texts(tag, ['key', 'value'])))),
  };
}
