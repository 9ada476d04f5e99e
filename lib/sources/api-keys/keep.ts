import { field, flags, type Item, moments, tagMap, texts } from '../keeping.ts';

/** One key as `get-api-keys` writes it, without its value; an ARN or a Region may stand beside it. */
export async function keepApiKey(key: Item): Promise<Item> {
  return {
    ...texts(key, ['id', 'name', 'Arn', 'Region']),
    ...flags(key, ['enabled']),
    ...moments(key, ['createdDate', 'lastUpdatedDate']),
    ...(Array.isArray(key.stageKeys) ? { stageKeys: [] } : {}),
    ...(await field('tags', key.tags, tagMap)),
  };
}
