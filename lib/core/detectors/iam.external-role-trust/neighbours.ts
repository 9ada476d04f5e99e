import type { Estate } from '../../model/estate.ts';
import type { AccountTrust } from '../../policy/account-trust.ts';
import { list } from '../aggravations.ts';

/** What is to be said of somebody whom a role trusts. */
export type Judged =
  | { readonly state: 'known' }
  | { readonly state: 'unknown'; readonly reason: string }
  | {
      readonly state: 'stranger';
      readonly kind: 'anyone' | 'stranger' | 'third-party';
      readonly points: number;
      /** `account 123456789012`. */
      readonly who: string;
      readonly text: string;
      readonly trust: AccountTrust;
    };

const KNOWN: Judged = { state: 'known' };

/**
 * Tells own accounts, known third parties and strangers apart, by the organisation and the policy file. Where the
 * organisation's accounts were not told, an account that the policy does not name may still be one of them.
 */
export function neighbourhood({ snapshot, knownAccounts }: Estate): (trust: AccountTrust) => Judged {
  const { organization } = snapshot;
  const members = new Set([...(organization?.accounts ?? []), organization?.management, snapshot.account]);
  const known = new Map(knownAccounts.map((each) => [each.account, each]));

  function ofOrganizations(trust: AccountTrust, ids: readonly string[]): Judged {
    if (organization?.id === undefined)
      return { state: 'unknown', reason: `whether organisation ${list(ids)} is one's own is not known` };
    const foreign = ids.filter((id) => id !== organization.id);
    if (foreign.length === 0) return KNOWN;
    const who = `organisation ${list(foreign)}`;
    return stranger(trust, 'stranger', 60, who, `may be assumed from ${who}, which is not one's own`);
  }

  function ofAccount(trust: AccountTrust): Judged {
    const { account, externalId } = trust;
    const party = known.get(account);
    if (members.has(account) || party?.ours === true) return KNOWN;
    if (party !== undefined) {
      if (externalId) return KNOWN;
      const who = `account ${account} (${party.name}) without an external id`;
      return stranger(trust, 'third-party', 45, who, `may be assumed from ${who}`);
    }
    if (organization?.complete !== true) {
      return {
        state: 'unknown',
        reason: `whether account ${account}, which a role trusts, is one's own is not known`,
      };
    }
    const who = `account ${account}, which nobody knows`;
    const without = externalId ? '' : ', without an external id';
    return stranger(trust, 'stranger', externalId ? 60 : 65, who, `may be assumed from ${who}${without}`);
  }

  return (trust) => {
    const { account, organizations } = trust;
    if (account === '*')
      return organizations === undefined ? anyone(trust) : ofOrganizations(trust, organizations);
    const byAccount = ofAccount(trust);
    if (byAccount.state === 'known' || organizations === undefined) return byAccount;
    // A condition that asks for one's own organisation vouches for the account.
    return ofOrganizations(trust, organizations).state === 'known' ? KNOWN : byAccount;
  };
}

function anyone(trust: AccountTrust): Judged {
  const { keys } = trust;
  if (keys.length === 0)
    return stranger(trust, 'anyone', 90, 'anyone', 'may be assumed by anyone who has an AWS account');
  return stranger(
    trust,
    'anyone',
    50,
    'anyone under conditions',
    `may be assumed by anyone who meets its conditions on ${list(keys)}, which name no account`,
  );
}

function stranger(
  trust: AccountTrust,
  kind: 'anyone' | 'stranger' | 'third-party',
  points: number,
  who: string,
  text: string,
): Judged {
  return { state: 'stranger', kind, points, who, text, trust };
}
