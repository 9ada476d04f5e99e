import { field, type Item, listOf, redactedList, texts } from '../keeping.ts';
import { isRecord } from '../parse/one-line.ts';

/**
 * One task definition as `describe-task-definition` writes it, with every environment value redacted. Only names,
 * roles and tags are kept besides: commands, labels and options can hold values of their own.
 */
export async function keepTaskDefinition(item: Item): Promise<Item> {
  const definition = isRecord(item.taskDefinition) ? item.taskDefinition : item;
  const { containerDefinitions: containers } = definition;
  const tags = item.tags ?? definition.tags;
  return {
    taskDefinition: {
      ...texts(definition, ['taskDefinitionArn', 'family', 'taskRoleArn']),
      ...(await field('containerDefinitions', containers, (list) => listOf(list, keepContainer))),
    },
    ...(await field('tags', tags, (list) => listOf(list, (tag) => texts(tag, ['key', 'value'])))),
  };
}

async function keepContainer(container: Item): Promise<Item> {
  return {
    ...texts(container, ['name']),
    ...(await field('environment', container.environment, redactedList)),
  };
}
