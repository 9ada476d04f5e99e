import { isRecord } from '../model/records.ts';
import { type Conditions, type Limit, readConditions } from './conditions.ts';
import { readStatements, texts } from './document.ts';
import { matches } from './wildcard.ts';

/** How somebody takes on a role, by the STS action that it needs. */
export type Way = 'AWS' | 'web-identity';

const WAYS = {
  AWS: { element: 'AWS', action: 'sts:assumerole' },
  'web-identity': { element: 'Federated', action: 'sts:assumerolewithwebidentity' },
} as const;

/** What one Allow of a trust policy gives one principal. */
export interface Grant {
  /** As written: `arn:aws:iam::111122223333:root`, `111122223333`, `*`, `accounts.google.com`. */
  readonly principal: string;
  /** What a request must meet, that of Denies of everybody else included. */
  readonly limits: readonly Limit[];
  /** Every condition key of the statement, in lower case. */
  readonly keys: readonly string[];
}

/** One statement as far as it speaks of one way to take on the role. */
interface Spoken {
  readonly effect: 'Allow' | 'Deny';
  readonly principals: readonly string[];
  readonly conditions: Conditions;
}

const EVERYBODY: readonly string[] = ['*'];

/**
 * Whom a trust policy lets take on its role in one way, statement by statement: any of the grants is enough.
 * A Deny counts where it takes everything away, and where it names nothing but who is spared (`StringNotEquals`);
 * every other Deny only narrows what is told here, and what is told may then be more than there is, never less.
 * @param trust the trust policy, parsed
 * @returns null when the document is unreadable
 */
export function grantsOf(trust: unknown, way: Way): readonly Grant[] | null {
  const statements = readStatements(trust, (statement) => spokenOf(statement, way));
  if (statements === null) return null;
  const denies = statements.filter(({ effect }) => effect === 'Deny');
  return statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ principals, conditions }) =>
      principals.flatMap((principal): readonly Grant[] => {
        const narrowing = denies.filter((deny) => speaksOf(deny, principal));
        if (narrowing.some((deny) => deny.conditions.keys.length === 0)) return [];
        const spared = narrowing.flatMap(({ conditions: of }) => onlyExclusion(of));
        return [{ principal, limits: [...conditions.limits, ...spared], keys: conditions.keys }];
      }),
    );
}

function speaksOf({ principals }: Spoken, principal: string): boolean {
  return principals.includes('*') || principals.includes(principal);
}

/** A Deny with one condition, which spares some values, is as good as an Allow with them. */
function onlyExclusion({ exclusions, keys }: Conditions): readonly Limit[] {
  return keys.length === 1 && exclusions.length === 1 ? exclusions : [];
}

function spokenOf(statement: Readonly<Record<string, unknown>>, way: Way): Spoken | null {
  const { Effect: effect } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') return null;
  const conditions = readConditions(statement.Condition);
  const named = principalsOf(statement, WAYS[way].element);
  const speaks = speaksOfAction(statement, WAYS[way].action);
  if (conditions === null || named === null || speaks === null) return null;
  return { effect, principals: speaks ? named : [], conditions };
}

function speaksOfAction(
  { Action, NotAction }: Readonly<Record<string, unknown>>,
  action: string,
): boolean | null {
  if ((Action === undefined) === (NotAction === undefined)) return null;
  const patterns = texts(Action ?? NotAction);
  if (patterns === null) return null;
  const named = patterns.some((pattern) => matches(pattern.toLowerCase(), action));
  return named === (Action !== undefined);
}

function principalsOf(
  { Effect, Principal, NotPrincipal }: Readonly<Record<string, unknown>>,
  element: 'AWS' | 'Federated',
): readonly string[] | null {
  if ((Principal === undefined) === (NotPrincipal === undefined)) return null;
  // Everybody but some: an Allow of it lets in the world, a Deny of it is not followed.
  if (Principal === undefined) return Effect === 'Allow' ? EVERYBODY : [];
  if (Principal === '*') return EVERYBODY;
  if (!isRecord(Principal)) return null;
  const lists = Object.values(Principal).map(texts);
  if (lists.length === 0 || lists.includes(null)) return null;
  // IAM User Guide, "All principals": {"AWS": "*"} says the same as "*".
  if (texts(Principal.AWS)?.includes('*')) return EVERYBODY;
  const named = Principal[element];
  return named === undefined ? [] : texts(named);
}
