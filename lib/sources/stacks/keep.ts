import { isRecord } from '../../core/model/records.ts';
import { field, type Item, listOf, texts } from '../keeping.ts';
import { redactedValues } from '../keeping-values.ts';

/** Where a parameter or an output holds a value; what a parameter of Systems Manager resolved to stands beside its name. */
const VALUES = ['ParameterValue', 'ResolvedValue', 'OutputValue'] as const;

/**
 * One stack as `describe-stacks` writes it, with the values of parameters and outputs redacted, all beside each
 * other. Descriptions and status reasons are left out: they can hold values of their own.
 */
export async function keepStack(stack: Item): Promise<Item> {
  const { Parameters, Outputs, Tags } = stack;
  const values = await redactedIn([Parameters, Outputs]);
  const keepEntry = (entry: Item): Item => ({
    ...texts(entry, ['ParameterKey', 'OutputKey']),
    ...values.get(entry),
  });
  return {
    ...texts(stack, ['StackId', 'StackName', 'RoleARN']),
    ...(await field('Parameters', Parameters, (list) => listOf(list, keepEntry))),
    ...(await field('Outputs', Outputs, (list) => listOf(list, keepEntry))),
    ...(await field('Tags', Tags, (list) => listOf(list, (tag) => texts(tag, ['Key', 'Value'])))),
  };
}

/** By entry, its value fields redacted. */
async function redactedIn(lists: readonly unknown[]): Promise<ReadonlyMap<Item, Item>> {
  const entries = lists.flatMap((list): readonly unknown[] => (Array.isArray(list) ? list : []));
  const places = entries
    .filter(isRecord)
    .flatMap((entry) =>
      VALUES.filter((field) => entry[field] !== undefined).map((field) => ({ entry, field })),
    );
  const redacted = await redactedValues(
    places.map(({ entry, field }) => ({ name: entry.ParameterKey ?? entry.OutputKey, value: entry[field] })),
  );
  const found = new Map<Item, Item>();
  for (const [index, { entry, field }] of places.entries())
    found.set(entry, { ...found.get(entry), [field]: redacted[index] });
  return found;
}
