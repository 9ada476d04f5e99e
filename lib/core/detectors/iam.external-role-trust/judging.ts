import type { AccountTrust } from '../../policy/account-trust.ts';
import { list } from '../aggravations.ts';
import type { Relation } from '../neighbours.ts';

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

/** What a trust weighs, by whose the account is that is trusted. */
export function judgeTrust(trust: AccountTrust, relation: Relation): Judged {
  const { account, externalId } = trust;
  switch (relation.state) {
    case 'ours':
      return { state: 'known' };
    case 'unknown':
      return relation;
    case 'anyone':
      return anyone(trust);
    case 'foreign-organisation': {
      const who = `organisation ${list(relation.ids)}`;
      return stranger(trust, 'stranger', 60, who, `may be assumed from ${who}, which is not one's own`);
    }
    case 'third-party': {
      if (externalId) return { state: 'known' };
      const who = `account ${account} (${relation.name}) without an external id`;
      return stranger(trust, 'third-party', 45, who, `may be assumed from ${who}`);
    }
    case 'stranger': {
      const who = `account ${account}, which nobody knows`;
      const without = externalId ? '' : ', without an external id';
      return stranger(trust, 'stranger', externalId ? 60 : 65, who, `may be assumed from ${who}${without}`);
    }
  }
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
