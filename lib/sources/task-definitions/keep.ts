import { isRecord } from '../../core/model/records.ts';
import { field, type Item, listOf, texts } from '../keeping.ts';
import { redactedDocument } from '../keeping-documents.ts';
import { redactedList } from '../keeping-values.ts';

/**
 * One task definition as `describe-task-definition` writes it, with every environment value redacted, and the places of
 * commands, labels and options that look like a secret. Only names, roles and tags are kept besides.
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
    ...(await field('elsewhere', container.elsewhere ?? settingsOf(container), redactedDocument)),
  };
}

/** Beside the environment, what a container is started and watched with; each can hold a value of its own. */
const SETTINGS = [
  'command',
  'entryPoint',
  'dockerLabels',
  'healthCheck',
  'logConfiguration',
  'firelensConfiguration',
] as const;

function settingsOf(container: Item): Item | undefined {
  const given = SETTINGS.filter((name) => container[name] !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given.map((name) => [name, container[name]]));
}
