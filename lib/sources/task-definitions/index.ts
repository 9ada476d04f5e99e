import type { Source } from '../source.ts';
import { keepTaskDefinition } from './keep.ts';
import { parseTaskDefinitions } from './parse.ts';

const FACTS = ['task-definitions'] as const;

/** ECS task definitions: the newest active revision of each family, its containers' environments redacted. */
export const taskDefinitions: Source = {
  part: 'taskDefinitions',
  file: 'task-definitions.json',
  marks: ['taskDefinition', 'taskDefinitionArn'],
  listing: () => '',
  arn: (item) => definitionOf(item).taskDefinitionArn,
  facts: FACTS,
  keep: keepTaskDefinition,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseTaskDefinitions,
};

/** `describe-task-definition` wraps it; an item may also be the definition itself. */
function definitionOf(item: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { taskDefinition: inner } = item;
  return typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, unknown>>) : item;
}
