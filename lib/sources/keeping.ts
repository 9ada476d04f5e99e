import { isRecord } from '../core/model/records.ts';
import { emptied } from './files/kept.ts';
import { instant } from './parse/schemas.ts';

/** An object as AWS answers it or as a file holds it: nothing of it is certain. */
export type Item = Readonly<Record<string, unknown>>;

/** The named fields that are there. What should be text and is none keeps its kind and loses its content. */
export function texts(item: Item, fields: readonly string[]): Item {
  return Object.fromEntries(
    fields
      .filter((name) => item[name] !== undefined)
      .map((name) => [name, typeof item[name] === 'string' ? item[name] : emptied(item[name])]),
  );
}

/** The named moments that are there, as text; what is no moment keeps its kind and loses its content. */
export function moments(item: Item, fields: readonly string[]): Item {
  return chosen(item, fields, (value) => {
    const at = instant.safeParse(value).data;
    return at !== undefined && typeof value === 'string' ? value : at;
  });
}

/** The named yes-or-nos that are there. */
export function flags(item: Item, fields: readonly string[]): Item {
  return chosen(item, fields, (value) => (typeof value === 'boolean' ? value : undefined));
}

function chosen(item: Item, fields: readonly string[], taken: (value: unknown) => unknown): Item {
  return Object.fromEntries(
    fields
      .filter((name) => item[name] !== undefined)
      .map((name) => [name, taken(item[name]) ?? emptied(item[name])]),
  );
}

/** Tags as an object, by their keys. */
export function tagMap(tags: unknown): unknown {
  return isRecord(tags) ? texts(tags, Object.keys(tags)) : emptied(tags);
}

/** Each object of a list as `keep` gives it. What is no list or no object keeps its kind, so that it is told. */
export async function listOf(list: unknown, keep: (entry: Item) => unknown): Promise<unknown> {
  if (!Array.isArray(list)) return emptied(list);
  return Promise.all(list.map((entry: unknown) => (isRecord(entry) ? keep(entry) : emptied(entry))));
}

/** A field by its name, when it is there. */
export async function field(name: string, value: unknown, keep: (value: unknown) => unknown): Promise<Item> {
  return value === undefined ? {} : { [name]: await keep(value) };
}
