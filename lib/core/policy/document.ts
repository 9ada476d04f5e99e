import { isRecord } from '../model/records.ts';
/** One statement of an identity policy, ready to be matched. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Patterns;
  readonly resources: Patterns;
  readonly conditions: readonly Condition[];
}

/** What an element names: these (`Action`), or everything but these (`NotAction`). */
export interface Patterns {
  readonly not: boolean;
  readonly patterns: readonly string[];
}

export interface Condition {
  /** As written: `DateLessThan`. */
  readonly operator: string;
  /** Lower case: condition keys are not case-sensitive. */
  readonly key: string;
}

/**
 * Reads an identity policy.
 * @param document the JSON document, parsed
 * @returns its statements; null when it does not follow IAM's grammar, because a policy that is half understood
 * must not be taken for one that says less
 * @see IAM User Guide, "Grammar of the IAM JSON policy language"
 */
export function parseDocument(document: unknown): readonly Statement[] | null {
  return readStatements(document, parseStatement);
}

/** The statements of a policy document, each read by `read`; null when one of them is unreadable. */
export function readStatements<T>(
  document: unknown,
  read: (statement: Readonly<Record<string, unknown>>) => T | null,
): readonly T[] | null {
  if (!isRecord(document)) return null;
  const statements: T[] = [];
  for (const item of Array.isArray(document.Statement) ? document.Statement : [document.Statement]) {
    const statement = isRecord(item) ? read(item) : null;
    if (statement === null) return null;
    statements.push(statement);
  }
  return statements;
}

/** A string or an array of strings, as IAM allows in most places; null when it is neither. */
export function texts(value: unknown): readonly string[] | null {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;
}

function parseStatement(item: Readonly<Record<string, unknown>>): Statement | null {
  const effect = item.Effect;
  const actions = parsePatterns(item.Action, item.NotAction, (action) => action.toLowerCase());
  const resources = parsePatterns(item.Resource, item.NotResource, completeArn);
  const conditions = parseConditions(item.Condition);
  if (effect !== 'Allow' && effect !== 'Deny') return null;
  if (actions === null || resources === null || conditions === null) return null;
  return { effect, actions, resources, conditions };
}

function parsePatterns(these: unknown, notThese: unknown, normal: (text: string) => string): Patterns | null {
  if ((these === undefined) === (notThese === undefined)) return null;
  const patterns = texts(these ?? notThese);
  return patterns === null ? null : { not: these === undefined, patterns: patterns.map(normal) };
}

/** IAM reads `arn:aws:sqs` as `arn:aws:sqs:*:*:*` (IAM User Guide, "Resource": incomplete ARNs). */
function completeArn(pattern: string): string {
  const fields = pattern.split(':');
  if (fields[0] !== 'arn' || fields.length >= 6) return pattern;
  return [...fields, ...Array<string>(6 - fields.length).fill('*')].join(':');
}

/** @returns its operators and keys; null when it does not follow the grammar */
export function parseConditions(condition: unknown): readonly Condition[] | null {
  if (condition === undefined) return [];
  if (!isRecord(condition)) return null;
  const conditions: Condition[] = [];
  for (const [operator, keys] of Object.entries(condition)) {
    if (!isRecord(keys)) return null;
    for (const key of Object.keys(keys)) conditions.push({ operator, key: key.toLowerCase() });
  }
  return conditions;
}
