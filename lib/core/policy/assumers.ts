import { isRecord } from '../model/records.ts';
import { parseConditions, readStatements, texts } from './document.ts';
import { matches } from './wildcard.ts';

/** Who may take on a role, by its trust policy. Each list sorted, without duplicates. */
export interface Assumers {
  /** AWS services: `lambda.amazonaws.com`. */
  readonly services: readonly string[];
  /** Other AWS accounts; `*` is anyone. */
  readonly accounts: readonly string[];
  /** Keys of the conditions under which alone `*` holds; absent: it holds for anyone, or is not there. */
  readonly anyoneIf?: readonly string[];
  /** Providers of web identities: `token.actions.githubusercontent.com`. */
  readonly webIdentities: readonly string[];
}

interface Principals extends Readonly<Record<'Service' | 'AWS' | 'Federated', readonly string[]>> {
  /** Lower case. */
  readonly conditions: readonly string[];
}

/**
 * Reads who may assume a role from outside its account's own users and roles.
 * Conditions and Denies are not weighed: they narrow a trust, and a narrow one is told as well. Only of `*` it
 * matters whether a condition stands beside it: an organisation or one's own account is often trusted so.
 * @param trust the trust policy, parsed
 * @param account of the role
 * @returns null when the document is unreadable
 */
export function assumers(trust: unknown, account: string): Assumers | null {
  const statements = readStatements(trust, trusted);
  if (statements === null) return null;
  const all = (type: 'Service' | 'AWS' | 'Federated') =>
    [...new Set(statements.flatMap((statement) => statement[type]))].toSorted();
  const accounts = new Set(all('AWS').map(accountOf));
  accounts.delete(account);
  accounts.delete(null);
  return {
    services: all('Service'),
    accounts: [...accounts].filter((id) => id !== null).toSorted(),
    ...anyoneIf(statements),
    // SAML federates people, as Identity Center does.
    webIdentities: all('Federated').filter((name) => !name.includes(':saml-provider/')),
  };
}

function anyoneIf(statements: readonly Principals[]): Pick<Assumers, 'anyoneIf'> {
  const open = statements.filter(({ AWS }) => AWS.includes('*'));
  if (open.length === 0 || open.some(({ conditions }) => conditions.length === 0)) return {};
  return { anyoneIf: [...new Set(open.flatMap(({ conditions }) => conditions))].toSorted() };
}

const NOBODY: Principals = { Service: [], AWS: [], Federated: [], conditions: [] };

function trusted(statement: Readonly<Record<string, unknown>>): Principals | null {
  const { Effect, Action, NotAction, Principal, NotPrincipal } = statement;
  if (Effect === 'Deny') return NOBODY;
  const actions = texts(Action ?? NotAction);
  if (Effect !== 'Allow' || actions === null) return null;
  // A NotAction or a NotPrincipal in a trust policy lets in far more than it names.
  const assuming = Action === undefined || actions.some(canAssume);
  if (!assuming) return NOBODY;
  const conditions = parseConditions(statement.Condition)?.map(({ key }) => key);
  if (conditions === undefined) return null;
  if (Principal === '*' || NotPrincipal !== undefined) return { ...NOBODY, AWS: ['*'], conditions };
  return isRecord(Principal) ? principals(Principal, conditions) : null;
}

function canAssume(action: string): boolean {
  const pattern = action.toLowerCase();
  return ['sts:assumerole', 'sts:assumerolewithwebidentity', 'sts:assumerolewithsaml'].some((name) =>
    matches(pattern, name),
  );
}

function principals(
  principal: Readonly<Record<string, unknown>>,
  conditions: readonly string[],
): Principals | null {
  const [services, accounts, federated] = [principal.Service, principal.AWS, principal.Federated].map(
    (value) => (value === undefined ? [] : texts(value)),
  );
  if (!services || !accounts || !federated) return null;
  return { Service: services, AWS: accounts, Federated: federated, conditions };
}

/** null for the unique id that IAM leaves in place of a deleted principal: nobody can be it again. */
function accountOf(principal: string): string | null {
  if (principal === '*' || /^\d{12}$/.test(principal)) return principal;
  return principal.split(':')[4] || null;
}
