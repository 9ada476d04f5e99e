import { type Limit, prefixOf } from './conditions.ts';
import { type Spoken, spokenFor } from './resource-statements.ts';

/** Somebody outside an account whom a resource's policy lets in. */
export interface Outsider {
  /** As the policy names it: `arn:aws:iam::222233334444:root`, `222233334444`, `*`, `accounts.google.com`. */
  readonly principal: string;
  /** 12 digits; `*`: any account. */
  readonly account: string;
  /** Ids of organisations (`o-…`) of which the account must be a member, sorted; absent: none is asked for. */
  readonly organizations?: readonly string[];
  /** Keys of further conditions, in lower case and sorted, that may keep somebody out in ways not judged here. */
  readonly keys: readonly string[];
}

export interface Asked {
  /** The resource's own account, 12 digits. */
  readonly account: string;
  /** Its ARN. */
  readonly resource: string;
  /** Lower case: any of them lets in. */
  readonly actions: readonly string[];
}

const ACCOUNT_KEYS: ReadonlySet<string> = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:sourceaccount',
  'aws:sourcearn',
]);
/** Every request has these, so that `…IfExists` asks no less of them. */
const ALWAYS_THERE: ReadonlySet<string> = new Set(['aws:principalaccount', 'aws:principalarn']);
const ORGANIZATION_KEYS: ReadonlySet<string> = new Set([
  'aws:principalorgid',
  'aws:sourceorgid',
  'aws:principalorgpaths',
  'aws:sourceorgpaths',
]);

/**
 * Whom a resource's policy lets in from outside its account: every principal of an Allow that no condition and no Deny
 * brings back into it. A Deny counts where it takes everything away, where it spares some principals only
 * (`NotPrincipal`), and where it names nothing but who is spared (`StringNotEquals` on an account or an organisation);
 * every other Deny is told by its keys: what is told may then be more than there is, never less. Services of AWS are
 * not outsiders, and nobody can be a principal that was deleted.
 * @param document the policy, parsed
 * @returns without duplicates, sorted; null when the document is unreadable
 * @see IAM User Guide, "Policy evaluation logic" and "AWS global condition context keys"
 */
export function outsiders(document: unknown, asked: Asked): readonly Outsider[] | null {
  const told = new Map<string, Outsider>();
  for (const action of asked.actions) {
    const statements = spokenFor(document, { action, resource: asked.resource });
    if (statements === null) return null;
    const denies = statements.filter(({ effect }) => effect === 'Deny');
    for (const allow of statements.filter(({ effect }) => effect === 'Allow')) {
      for (const principal of allow.principals) {
        for (const each of letIn(principal, allow, denies, asked)) told.set(JSON.stringify(each), each);
      }
    }
  }
  return [...told].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

function letIn(
  principal: string,
  allow: Spoken,
  denies: readonly Spoken[],
  { account }: Asked,
): readonly Outsider[] {
  const home = accountOf(principal);
  if (home === account) return [];
  const narrowing = denies.map((deny) => spares(deny, principal, home)).filter((each) => each !== null);
  const limits = [...allow.conditions.limits, ...narrowing.flatMap((each) => each.limits)].filter(
    ({ key, holdsWithout }) => !holdsWithout || ALWAYS_THERE.has(key),
  );
  const accounts = narrowed(home, limits).filter((each) => each !== account);
  const organizations = organizationsOf(limits);
  const keys = [...allow.conditions.keys, ...narrowing.flatMap((each) => each.keys)].filter(
    (key) => !limits.some((limit) => limit.key === key && isJudged(limit)),
  );
  return accounts.map((each) => ({
    principal,
    account: each,
    ...(organizations === null ? {} : { organizations }),
    keys: [...new Set(keys)].toSorted(),
  }));
}

/** Whom a Deny leaves alone, and the keys of what it asks beside; null: it says nothing of the principal. */
function spares(
  { principals, but, conditions, always }: Spoken,
  principal: string,
  home: string,
): { readonly limits: readonly Limit[]; readonly keys: readonly string[] } | null {
  const covered =
    but !== undefined ||
    principals.some(
      (each) => each === '*' || each === principal || each === home || each.endsWith(`::${home}:root`),
    );
  if (!covered) return null;
  const keys = conditions.keys.filter((key) => !always.includes(key));
  if (but !== undefined) {
    const those = { ...PRINCIPAL_ACCOUNT, values: but.map(accountOf) };
    return keys.length === 0 ? { limits: [those], keys: [] } : { limits: [], keys };
  }
  if (keys.length === 0) return { limits: [{ ...PRINCIPAL_ACCOUNT, values: [] }], keys: [] };
  const [only] = conditions.exclusions;
  const isWhole = keys.length === 1 && conditions.exclusions.length === 1 && only !== undefined;
  return isWhole ? { limits: [only], keys } : { limits: [], keys };
}

const PRINCIPAL_ACCOUNT = { key: 'aws:principalaccount', wildcards: false, holdsWithout: false } as const;

/** The accounts that are left when all conditions are met; none: nobody can meet them. */
function narrowed(home: string, limits: readonly Limit[]): readonly string[] {
  let accounts: readonly string[] = [home];
  for (const limit of limits) {
    const asked = accountsOf(limit);
    if (asked === null) continue;
    accounts = accounts.includes('*') ? asked : accounts.filter((each) => asked.includes(each));
  }
  return [...new Set(accounts)];
}

/** The accounts that a condition leaves; null: it speaks of something else, or leaves any. */
function accountsOf({ key, values, wildcards }: Limit): readonly string[] | null {
  if (!ACCOUNT_KEYS.has(key)) return null;
  const named = values.map((value) => {
    const id = key.endsWith('account') ? value : (value.split(':')[4] ?? '');
    return !prefixOf(id, wildcards).open && /^\d{12}$/.test(id) ? id : null;
  });
  const known = named.filter((id) => id !== null);
  return known.length === named.length ? known : null;
}

/** The organisations of the first condition on any; null: none is asked for. */
function organizationsOf(limits: readonly Limit[]): readonly string[] | null {
  for (const limit of limits) {
    const ids = organizationIds(limit);
    if (ids !== null) return [...new Set(ids)].toSorted();
  }
  return null;
}

function organizationIds({ key, values, wildcards }: Limit): readonly string[] | null {
  if (!ORGANIZATION_KEYS.has(key)) return null;
  const ids = values.map((value) => {
    const { prefix, open } = prefixOf(value, wildcards);
    const [id = ''] = prefix.split('/');
    // `o-example*` would let in an organisation whose id only begins so.
    return /^o-[a-z0-9]+$/.test(id) && (!open || prefix.includes('/')) ? id : null;
  });
  const known = ids.filter((id) => id !== null);
  return known.length === ids.length && known.length > 0 ? known : null;
}

function isJudged(limit: Limit): boolean {
  return accountsOf(limit) !== null || organizationIds(limit) !== null;
}

/** The account of a principal; `*` where the name does not tell (a web identity, anyone). */
function accountOf(principal: string): string {
  const id = /^\d{12}$/.test(principal) ? principal : (principal.split(':')[4] ?? '');
  return /^\d{12}$/.test(id) ? id : '*';
}
