import { isRecord } from '../model/records.ts';
import { type Conditions, readConditions } from './conditions.ts';
import { readStatements, texts } from './document.ts';
import { matches } from './wildcard.ts';

/** One statement of a resource's policy, as far as it speaks of what is asked. */
export interface Spoken {
  readonly effect: 'Allow' | 'Deny';
  /** Who is meant; `*`: everybody. Empty: the statement speaks of something else, or of AWS's services only. */
  readonly principals: readonly string[];
  /** Everybody but these is meant (`NotPrincipal` of a Deny). */
  readonly but?: readonly string[];
  readonly conditions: Conditions;
  /** Condition keys that everybody outside meets who acts for themselves. */
  readonly always: readonly string[];
}

type Statement = Readonly<Record<string, unknown>>;

const EVERYBODY: readonly string[] = ['*'];

/**
 * Reads what a resource's policy says of one action on the resource.
 * @param action lower case
 * @returns null when the document does not follow IAM's grammar
 */
export function spokenFor(
  document: unknown,
  { action, resource }: { readonly action: string; readonly resource: string },
): readonly Spoken[] | null {
  return readStatements(document, (statement) => {
    const { Effect: effect, Condition } = statement;
    const conditions = readConditions(Condition);
    const meant = principalsOf(statement);
    const acts = names(statement.Action, statement.NotAction, action, (text) => text.toLowerCase());
    // What a policy variable stands for is not known: an Allow may mean this resource, a Deny need not.
    const normal = effect === 'Allow' ? withoutVariables : (text: string) => text;
    const about = names(statement.Resource, statement.NotResource, resource, normal);
    if (effect !== 'Allow' && effect !== 'Deny') return null;
    if (conditions === null || meant === null || acts === null || about === null) return null;
    const who = acts && about ? meant : { principals: [] };
    return { effect, ...who, conditions, always: metByPeople(Condition) };
  });
}

/** Whether an element, or its opposite, names a text; null: it does not follow the grammar. */
function names(
  these: unknown,
  notThese: unknown,
  asked: string,
  normal: (pattern: string) => string,
): boolean | null {
  if ((these === undefined) === (notThese === undefined)) return null;
  const patterns = texts(these ?? notThese)?.map(normal);
  if (patterns === undefined) return null;
  return patterns.some((pattern) => matches(pattern, asked)) === (these !== undefined);
}

function withoutVariables(pattern: string): string {
  return pattern.replace(/\$\{[^}]*\}/g, '*');
}

function principalsOf({
  Effect,
  Principal,
  NotPrincipal,
}: Statement): Pick<Spoken, 'principals' | 'but'> | null {
  if ((Principal === undefined) === (NotPrincipal === undefined)) return null;
  const named = namesOf(Principal ?? NotPrincipal);
  if (named === null) return null;
  if (Principal !== undefined) return { principals: named };
  // An Allow of everybody but some lets in the world.
  return Effect === 'Allow' ? { principals: EVERYBODY } : { principals: [], but: named };
}

/** The principals by name, but for AWS's services and for those who were deleted. */
function namesOf(principal: unknown): readonly string[] | null {
  if (principal === '*') return EVERYBODY;
  if (!isRecord(principal)) return null;
  const all: string[] = [];
  for (const [type, value] of Object.entries(principal)) {
    const list = texts(value);
    if (list === null || !TYPES.has(type)) return null;
    if (type === 'AWS' && !list.every(isAwsPrincipal)) return null;
    if (type !== 'Service') all.push(...list.filter((each) => !DELETED.test(each)));
  }
  return all.includes('*') ? EVERYBODY : all;
}

const TYPES: ReadonlySet<string> = new Set(['AWS', 'Service', 'Federated']);

/** The unique id that IAM leaves in place of a deleted user or role: nobody can be it again. */
const DELETED = /^A(?:IDA|ROA|GPA|IPA)[A-Z0-9]{8,}$/;

function isAwsPrincipal(name: string): boolean {
  return name === '*' || DELETED.test(name) || /^(?:\d{12}$|arn:[a-z0-9-]+:(?:iam|sts)::\d{12}:)/.test(name);
}

const SERVICE_KEYS: ReadonlySet<string> = new Set(['aws:principalisawsservice', 'aws:viaawsservice']);

/** A Deny that spares AWS's services asks whether one calls: of everybody else that is met. */
function metByPeople(condition: unknown): readonly string[] {
  if (!isRecord(condition)) return [];
  return Object.entries(condition).flatMap(([operator, asked]) => {
    if (!/^bool(?:ifexists)?$/i.test(operator) || !isRecord(asked)) return [];
    return Object.entries(asked)
      .filter(
        ([key, value]) => SERVICE_KEYS.has(key.toLowerCase()) && String(value).toLowerCase() === 'false',
      )
      .map(([key]) => key.toLowerCase());
  });
}
