import { isRecord } from '../core/model/records.ts';
import { emptied } from './files/kept.ts';
import { instant } from './parse/schemas.ts';
import { redactList } from './redaction/index.ts';

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

/** A value that may be secret, with the name that tells what it is. */
export interface NamedValue {
  readonly name: unknown;
  readonly value: unknown;
}

/**
 * The values, redacted, in the order given; they are judged as what stands side by side, and what was redacted before
 * stays as it is. What is no text keeps its kind and loses its content: it is told, and never passes for clean.
 */
export async function redactedValues(values: readonly NamedValue[]): Promise<readonly unknown[]> {
  const redacted = await redactList(
    values.map(({ name, value }) => [typeof name === 'string' ? name : '', value] as const),
  );
  return values.map(({ value }, at) => (isJudged(value) ? redacted[at] : emptied(value)));
}

/** `[{name, value}]` with every value redacted; the same name may stand twice. */
export async function redactedList(list: unknown): Promise<unknown> {
  if (!Array.isArray(list)) return emptied(list);
  const entries: readonly unknown[] = list;
  const values = await redactedValues(
    entries.map((entry) => (isRecord(entry) ? { name: entry.name, value: entry.value } : NOTHING)),
  );
  return entries.map((entry, at) =>
    isRecord(entry) ? { ...texts(entry, ['name']), value: values[at] } : emptied(entry),
  );
}

/** One value, redacted by what its name says of it. */
export async function redactedOne(name: unknown, value: unknown): Promise<unknown> {
  return (await redactedValues([{ name, value }]))[0];
}

const NOTHING: NamedValue = { name: '', value: undefined };

/** Text, or what was redacted before. */
function isJudged(value: unknown): boolean {
  return typeof value === 'string' || (isRecord(value) && value.redacted === true);
}
