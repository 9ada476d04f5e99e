import type { RedactedValue } from '../../ports/account-export.ts';
import { withoutFillers } from './placeholders.ts';
import { type ProviderTokens, providerTokens } from './provider-tokens.ts';
import { LINE_RULES, NAMED_RULES, RULES, type Rule, type Variable, WHOLE_TEXT_RULES } from './rules.ts';
import { assignmentsIn, linesOf } from './script.ts';

/**
 * Says what a value looks like and forgets it. An access key id alone is no secret: it is named, and matches no rule.
 * Takes time in proportion to the value's length, fails on no value, and gives back nothing of it but a key id.
 * @param name the variable's name, which tells much of what its value is
 * @throws {NothingReadError} when the providers' rules can't be loaded
 */
export async function redact(name: string, value: string): Promise<RedactedValue> {
  return redactBeside(name, value, { nearKeyId: false, tokens: await providerTokens() });
}

/**
 * Redacts a whole environment: an AWS secret access key has no mark of its own, and is known by the key id beside it.
 * A value that was redacted before is kept as it is; what is neither text nor redacted holds no text to judge.
 * @throws {NothingReadError} when the providers' rules can't be loaded
 */
export async function redactVariables(
  variables: Readonly<Record<string, unknown>>,
): Promise<Record<string, RedactedValue>> {
  const entries = Object.entries(variables);
  const redacted = await redactList(entries);
  return Object.fromEntries(
    redacted.flatMap((value, index) => {
      const name = entries[index]?.[0];
      return name === undefined ? [] : [[name, value] as const];
    }),
  );
}

/**
 * As {@link redactVariables}, where names may stand twice.
 * @returns the redacted values, in the order given
 */
export async function redactList(
  variables: readonly (readonly [name: string, value: unknown])[],
): Promise<readonly RedactedValue[]> {
  const tokens = await providerTokens();
  const entries = variables.map(([name, value]) => [name, textOrRedacted(value, tokens)] as const);
  const nearKeyId = entries.some(([, value]) =>
    typeof value === 'string' ? keyIdIn(value) !== undefined : value.keyId !== undefined,
  );
  const redacted: RedactedValue[] = [];
  for (const [name, value] of entries) {
    redacted.push(typeof value === 'string' ? await redactBeside(name, value, { nearKeyId, tokens }) : value);
  }
  return redacted;
}

/**
 * Redacts a script or a configuration file: each of its assignments is judged as a variable of its own, by name and
 * value, and the text as a whole by what has a form of its own.
 * Takes time in proportion to the text's length, and gives back nothing of it but a key id.
 * @throws {NothingReadError} when the providers' rules can't be loaded
 */
export async function redactText(whole: string): Promise<RedactedValue> {
  const tokens = await providerTokens();
  const keyId = keyIdIn(whole);
  const text = withoutFillers(whole);
  const nearKeyId = keyId !== undefined;
  const found = new Set(await tokens.in(text));
  const testAll = (rules: readonly Rule[], variable: Variable) => {
    for (const rule of rules) if (!found.has(rule.id) && rule.test(variable)) found.add(rule.id);
  };
  testAll(WHOLE_TEXT_RULES, { name: '', value: text, nearKeyId });
  for (const line of linesOf(text)) testAll(LINE_RULES, { name: '', value: line, nearKeyId });
  for (const { name, value } of assignmentsIn(text)) testAll(NAMED_RULES, { name, value, nearKeyId });
  return {
    redacted: true,
    length: whole.length,
    rules: idsBy(tokens).filter((id) => found.has(id)),
    ...(keyId === undefined ? {} : { keyId }),
  };
}

const KEY_ID = /(?<![A-Za-z0-9])A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])/;
/** How deep JSON inside a value is looked into. */
const DEEPEST = 8;
/** Characters. No provider's token is shorter, and many settings are. */
const SHORTEST_TOKEN = 8;

interface Surroundings {
  /** Whether an access key id stands in a variable beside it. */
  readonly nearKeyId: boolean;
  readonly tokens: ProviderTokens;
}

async function redactBeside(name: string, value: string, around: Surroundings): Promise<RedactedValue> {
  const keyId = keyIdIn(value);
  const variables = variablesIn(name, withoutFillers(value), around.nearKeyId || keyId !== undefined);
  const found = new Set(await tokensIn(variables, around.tokens));
  for (const variable of variables) {
    for (const rule of RULES) if (rule.test(variable)) found.add(rule.id);
  }
  return {
    redacted: true,
    length: value.length,
    rules: idsBy(around.tokens).filter((id) => found.has(id)),
    ...(keyId === undefined ? {} : { keyId }),
  };
}

/** The value as it stands, and the texts inside it: a line each, for no token goes over a line's end. */
async function tokensIn(
  [whole, ...inside]: readonly Variable[],
  tokens: ProviderTokens,
): Promise<readonly string[]> {
  const texts = [whole?.value ?? '', inside.map(({ value }) => value).join('\n')];
  const found = await Promise.all(
    texts.filter(({ length }) => length >= SHORTEST_TOKEN).map((text) => tokens.in(text)),
  );
  return found.flatMap((ids) => [...ids]);
}

/** Every rule's id, each once, in the order in which a value shows them. */
function idsBy(tokens: ProviderTokens): readonly string[] {
  return [...new Set([...RULES.map(({ id }) => id), ...tokens.ids])];
}

function keyIdIn(value: string): string | undefined {
  return KEY_ID.exec(value)?.[0];
}

/** The variable itself; when its value is a JSON object or array, its text without a name, and each text in it under its own. */
function variablesIn(name: string, value: string, nearKeyId: boolean): readonly Variable[] {
  const json = parsedJson(value);
  if (json === undefined) return [{ name, value, nearKeyId }];
  const variables: Variable[] = [{ name: '', value, nearKeyId }];
  const rest: { name: string; value: unknown; depth: number }[] = [{ name, value: json, depth: 0 }];
  for (let item = rest.pop(); item !== undefined; item = rest.pop()) {
    const { depth } = item;
    if (typeof item.value === 'string') variables.push({ name: item.name, value: item.value, nearKeyId });
    if (typeof item.value !== 'object' || item.value === null) continue;
    // Too deep to be configuration: judged as the text that it is.
    if (depth === DEEPEST) return [{ name, value, nearKeyId }];
    for (const [key, inner] of Object.entries(item.value)) {
      rest.push({ name: Array.isArray(item.value) ? item.name : key, value: inner, depth: depth + 1 });
    }
  }
  return variables;
}

function parsedJson(value: string): object | undefined {
  if (!/^\s*[[{]/.test(value)) return undefined;
  try {
    const json: unknown = JSON.parse(value);
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}

function textOrRedacted(value: unknown, tokens: ProviderTokens): string | RedactedValue {
  if (typeof value === 'string') return value;
  return isRedacted(value) ? copyOf(value, tokens) : { redacted: true, length: 0, rules: [] };
}

function isRedacted(value: unknown): value is RedactedValue {
  if (typeof value !== 'object' || value === null) return false;
  const { redacted, length, rules } = value as Partial<Record<keyof RedactedValue, unknown>>;
  return (
    redacted === true &&
    typeof length === 'number' &&
    Number.isSafeInteger(length) &&
    length >= 0 &&
    Array.isArray(rules) &&
    rules.every((rule) => typeof rule === 'string')
  );
}

/** Field by field, and known rules by name only: a file made by hand may hold anything beside or in them. */
function copyOf({ length, rules, keyId }: RedactedValue, tokens: ProviderTokens): RedactedValue {
  const known = new Set(idsBy(tokens));
  const kept = new Set(rules.map((rule) => (known.has(rule) ? rule : 'unknown-rule')));
  const id = typeof keyId === 'string' ? KEY_ID.exec(keyId)?.[0] : undefined;
  return { redacted: true, length, rules: [...kept], ...(id === undefined ? {} : { keyId: id }) };
}
