import { type Limit, prefixOf } from './conditions.ts';
import { type Grant, grantsOf } from './grants.ts';

/** Another account, or a whole organisation, whose principals a role trusts. */
export interface AccountTrust {
  /** 12 digits; `*`: any account. */
  readonly account: string;
  /** Ids of organisations (`o-…`) of which the account must be a member, sorted; absent: none is asked for. */
  readonly organizations?: readonly string[];
  /** Whether a secret of the two parties (`sts:ExternalId`) must be told. */
  readonly externalId: boolean;
  /** Every condition key of the statement, in lower case and sorted. */
  readonly keys: readonly string[];
}

/** Conditions that name accounts, and where in a value they stand. Keys that say whose resource calls are read alike. */
const ACCOUNT_KEYS: Readonly<Record<string, (value: string, wildcards: boolean) => string | null>> = {
  'aws:principalaccount': exact,
  'aws:sourceaccount': exact,
  'aws:principalarn': ofArn,
  'aws:sourcearn': ofArn,
};

/** Conditions that name organisations: `o-exampleorgid`, `o-exampleorgid/r-root/ou-unit/*`. */
const ORGANIZATION_KEYS: readonly string[] = [
  'aws:principalorgid',
  'aws:sourceorgid',
  'aws:principalorgpaths',
  'aws:sourceorgpaths',
];

/**
 * Reads which accounts beside its own a trust policy lets assume the role.
 * @param trust the trust policy, parsed
 * @param account of the role, 12 digits
 * @returns without duplicates, in the policy's order; null when the document is unreadable
 */
export function accountTrusts(trust: unknown, account: string): readonly AccountTrust[] | null {
  const grants = grantsOf(trust, 'AWS');
  if (grants === null) return null;
  const found = grants.flatMap((grant) => trustsOf(grant)).filter((each) => each.account !== account);
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
}

function trustsOf({ principal, limits, keys }: Grant): readonly AccountTrust[] {
  const named = accountOf(principal);
  if (named === null) return [];
  const sure = limits.filter(({ holdsWithout }) => !holdsWithout);
  const accounts = narrowed(named, sure);
  const organizations = organizationsOf(sure);
  const externalId = sure.some(isExternalId);
  return accounts.map((account) => ({
    account,
    ...(organizations === null ? {} : { organizations }),
    externalId,
    keys,
  }));
}

/** The accounts that are left when all conditions are met; none: nobody can meet them. */
function narrowed(named: string, limits: readonly Limit[]): readonly string[] {
  let accounts: readonly string[] = [named];
  for (const { key, values, wildcards } of limits) {
    const read = Object.hasOwn(ACCOUNT_KEYS, key) ? ACCOUNT_KEYS[key] : undefined;
    const asked = read === undefined ? [] : values.map((value) => read(value, wildcards));
    const known = asked.filter((account) => account !== null);
    if (read === undefined || known.length < asked.length) continue;
    accounts = accounts.includes('*') ? known : accounts.filter((account) => known.includes(account));
  }
  return [...new Set(accounts)].toSorted();
}

function organizationsOf(limits: readonly Limit[]): readonly string[] | null {
  for (const { key, values, wildcards } of limits) {
    if (!ORGANIZATION_KEYS.includes(key)) continue;
    const ids = values.map((value) => {
      const { prefix, open } = prefixOf(value, wildcards);
      const [id = ''] = prefix.split('/');
      // `o-example*` would let in an organisation whose id only begins so.
      return /^o-[a-z0-9]+$/.test(id) && (!open || prefix.includes('/')) ? id : null;
    });
    const known = ids.filter((id) => id !== null);
    if (known.length === ids.length) return [...new Set(known)].toSorted();
  }
  return null;
}

function isExternalId({ key, values, wildcards }: Limit): boolean {
  return key === 'sts:externalid' && values.every((value) => prefixOf(value, wildcards).prefix !== '');
}

function exact(value: string): string | null {
  return /^\d{12}$/.test(value) ? value : null;
}

function ofArn(value: string): string | null {
  return exact(value.split(':')[4] ?? '');
}

/** null for the unique id that IAM leaves in place of a deleted principal: nobody can be it again. */
function accountOf(principal: string): string | null {
  if (principal === '*') return principal;
  return exact(principal) ?? exact(principal.split(':')[4] ?? '');
}
