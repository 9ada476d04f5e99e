import type { Estate } from '../model/estate.ts';
import { list } from './aggravations.ts';

/** Another account, or a whole organisation, that a policy lets in. */
export interface Party {
  /** 12 digits; `*`: any account. */
  readonly account: string;
  /** Ids of organisations (`o-…`) of which the account must be a member; absent: none is asked for. */
  readonly organizations?: readonly string[];
}

/** Whose a party is. */
export type Relation =
  | { readonly state: 'ours' }
  /** An account of somebody else whom the policy file names. */
  | { readonly state: 'third-party'; readonly name: string }
  | { readonly state: 'foreign-organisation'; readonly ids: readonly string[] }
  | { readonly state: 'stranger' }
  | { readonly state: 'anyone' }
  | { readonly state: 'unknown'; readonly reason: string };

const OURS: Relation = { state: 'ours' };

/**
 * Tells own accounts, known third parties and strangers apart, by the organisation and the policy file. Where the
 * organisation's accounts were not told, an account that the policy file does not name may still be one of them.
 */
export function neighbourhood({ snapshot, knownAccounts }: Estate): (party: Party) => Relation {
  const { organization } = snapshot;
  const members = new Set([...(organization?.accounts ?? []), organization?.management, snapshot.account]);
  const known = new Map(knownAccounts.map((each) => [each.account, each]));

  function ofOrganizations(ids: readonly string[]): Relation {
    if (organization?.id === undefined)
      return { state: 'unknown', reason: `whether organisation ${list(ids)} is one's own is not known` };
    const foreign = ids.filter((id) => id !== organization.id);
    return foreign.length === 0 ? OURS : { state: 'foreign-organisation', ids: foreign };
  }

  function ofAccount(account: string): Relation {
    const party = known.get(account);
    if (members.has(account) || party?.ours === true) return OURS;
    if (party !== undefined) return { state: 'third-party', name: party.name };
    if (organization?.complete === true) return { state: 'stranger' };
    return { state: 'unknown', reason: `whether account ${account} is one's own is not known` };
  }

  return ({ account, organizations }) => {
    if (account === '*')
      return organizations === undefined ? { state: 'anyone' } : ofOrganizations(organizations);
    // A condition that asks for one's own organisation vouches for the account.
    const vouched = organizations !== undefined && ofOrganizations(organizations).state === 'ours';
    return vouched ? OURS : ofAccount(account);
  };
}
