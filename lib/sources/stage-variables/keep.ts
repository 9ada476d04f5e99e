import { isRecord } from '../../core/model/records.ts';
import { emptied } from '../files/kept.ts';
import { field, type Item, listOf, texts } from '../keeping.ts';
import { redactedValues } from '../keeping-values.ts';

/**
 * The stages of one API as `get-stages` answers them, of a REST API (`item`) or of another (`Items`), with every
 * variable redacted; which API it is, its ARN, its Region and its name stand beside them. Deployments, settings and
 * descriptions are left behind.
 */
export async function keepStages(answer: Item): Promise<Item> {
  const { item, Items } = answer;
  return {
    ...texts(answer, ['RestApiId', 'ApiId', 'Arn', 'Region', 'Name']),
    ...(await field('item', item, (list) => listOf(list, keepRestStage))),
    ...(await field('Items', Items, (list) => listOf(list, keepHttpStage))),
  };
}

async function keepRestStage(stage: Item): Promise<Item> {
  return {
    ...texts(stage, ['stageName']),
    ...(await field('variables', stage.variables, keepVariables)),
    ...(await field('tags', stage.tags, keepTags)),
  };
}

async function keepHttpStage(stage: Item): Promise<Item> {
  return {
    ...texts(stage, ['StageName']),
    ...(await field('StageVariables', stage.StageVariables, keepVariables)),
    ...(await field('Tags', stage.Tags, keepTags)),
  };
}

async function keepVariables(variables: unknown): Promise<unknown> {
  if (!isRecord(variables)) return emptied(variables);
  const entries = Object.entries(variables);
  const values = await redactedValues(entries.map(([name, value]) => ({ name, value })));
  return Object.fromEntries(entries.map(([name], at) => [name, values[at]]));
}

function keepTags(tags: unknown): unknown {
  return isRecord(tags) ? texts(tags, Object.keys(tags)) : emptied(tags);
}
