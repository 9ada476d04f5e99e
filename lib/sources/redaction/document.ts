import { isRecord } from '../../core/model/records.ts';
import type { RedactedValue } from '../../ports/account-export.ts';
import { oneLine } from '../parse/one-line.ts';
import { redactList } from './index.ts';

/** A place in a document, and what its value looks like. */
export interface Place {
  /** `$.States.Login.Parameters.Headers.Authorization`. */
  readonly path: string;
  readonly value: RedactedValue;
}

interface Named {
  readonly path: string;
  readonly name: string;
  readonly value: string;
}
interface Branch {
  readonly path: string;
  /** What its own texts are called where they have no better name. */
  readonly name: string;
  readonly value: object;
  readonly depth: number;
}

/** Deeper than any configuration is written by people or tools. */
const DEEPEST = 64;
/** Shorter keys hold no secret. */
const SHORTEST_SECRET_KEY = 16;
const HIDDEN = "['(looks like a secret)']";
/** Types of DynamoDB: the text's name stands one level up. */
const TYPED: ReadonlySet<string> = new Set(['S', 'N', 'B', 'SS', 'NS', 'StringValue']);
/** Types of CodeBuild's variables whose value says where the secret is, and is none. */
const REFERENCES: ReadonlySet<unknown> = new Set(['PARAMETER_STORE', 'SECRETS_MANAGER']);

/**
 * Judges each text of a JSON document by its key and by what stands beside it, and gives back the places of what looks
 * like a secret or names an access key. Takes time in proportion to the document; nothing else of it is given back.
 * @param document parsed JSON
 * @returns undefined when it is nested too deeply to be walked: it was not judged
 * @throws {NothingReadError} when the providers' rules can't be loaded
 */
export async function redactDocument(document: unknown): Promise<readonly Place[] | undefined> {
  if (typeof document !== 'object' || document === null) return [];
  const found: Place[] = [];
  const rest: Branch[] = [{ path: '$', name: '', value: document, depth: 0 }];
  for (let branch = rest.pop(); branch !== undefined; branch = rest.pop()) {
    if (branch.depth > DEEPEST) return undefined;
    const { texts, branches } = await open(branch);
    const redacted = await redactList(texts.map(({ name, value }) => [name, value] as const));
    for (const [index, value] of redacted.entries()) {
      if (tells(value)) found.push({ path: texts[index]?.path ?? '$', value });
    }
    rest.push(...branches);
  }
  return found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether anything of a redacted value is worth keeping. */
export function tells({ rules, keyId }: RedactedValue): boolean {
  return rules.length > 0 || keyId !== undefined;
}

async function open({
  path,
  name,
  value,
  depth,
}: Branch): Promise<{ readonly texts: readonly Named[]; readonly branches: readonly Branch[] }> {
  const segments = Array.isArray(value) ? undefined : await segmentsOf(value);
  const texts: Named[] = [];
  const branches: Branch[] = [];
  let before = '';
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    const place = `${path}${segments?.get(key) ?? `[${key}]`}`;
    const called = Array.isArray(value) ? (flagOf(before) ?? name) : nameIn(value, key, name);
    if (typeof inner === 'object' && inner !== null)
      branches.push({ path: place, name: called, value: inner, depth: depth + 1 });
    else if (typeof inner === 'string' || typeof inner === 'number')
      texts.push({ path: place, name: isMade(key, inner) ? '' : called, value: String(inner) });
    before = typeof inner === 'string' ? inner : '';
  }
  return { texts, branches };
}

/** `--password` in a list of arguments names what follows it. */
function flagOf(before: string): string | undefined {
  return /^--?([A-Za-z][\w.-]{0,127})$/.exec(before)?.[1];
}

/** The name of a text: its key, or what stands under `Name` beside a `Value`. */
function nameIn(value: object, key: string, above: string): string {
  if (TYPED.has(key)) return above;
  if (!/^(?:Parameter)?value$/i.test(key)) return key;
  const fields = value as Readonly<Record<string, unknown>>;
  if (REFERENCES.has(fields.Type ?? fields.type)) return '';
  const name = [fields.Name, fields.name, fields.Key, fields.key, fields.ParameterKey].find(
    (each) => typeof each === 'string',
  );
  return name ?? above;
}

/** Whether it is put together when it is run: JSONPath (`"Token.$": "$.token"`) or JSONata (`{% … %}`). */
function isMade(key: string, value: string | number): boolean {
  return key.endsWith('.$') || (typeof value === 'string' && /^\s*(?:\{%|\$\$?[.[]|States\.)/.test(value));
}

/** Keys as they stand in a path. A key that looks like a secret is not told. */
async function segmentsOf(value: object): Promise<ReadonlyMap<string, string>> {
  const keys = Object.keys(value);
  const long = keys.filter(({ length }) => length >= SHORTEST_SECRET_KEY);
  const judged = long.length === 0 ? [] : await redactList(long.map((key) => ['', key] as const));
  const secret = new Set(long.filter((_, index) => (judged[index]?.rules.length ?? 0) > 0));
  return new Map(keys.map((key) => [key, secret.has(key) ? HIDDEN : segment(key)]));
}

function segment(key: string): string {
  return /^[A-Za-z_]\w{0,63}$/.test(key) ? `.${key}` : `['${oneLine(key, 80)}']`;
}

/** What was kept of a document, or may be: places by their paths. */
export function isPlaces(value: unknown): value is { readonly found: readonly unknown[] } {
  return isRecord(value) && Array.isArray(value.found);
}
