import type { Outsider } from '../../policy/outsiders.ts';
import { list } from '../aggravations.ts';

/** An outsider whom nobody knows, in words, with what it weighs before the key is looked at. */
export interface Told {
  readonly points: number;
  readonly who: string;
  /** Why they are strangers, to be said behind it; empty when `who` says so. */
  readonly whose: string;
}

/** Conditions that keep most people out, whoever they are: where a call comes from, or whose session it is. */
const NARROWING: ReadonlySet<string> = new Set([
  'aws:sourceip',
  'aws:sourcevpc',
  'aws:sourcevpcarn',
  'aws:sourcevpce',
  'aws:vpcsourceip',
  'aws:userid',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:vpceorgpaths',
]);

export function tellOutsider({ principal, account, organizations, keys }: Outsider): Told {
  const conditions = keys.length === 0 ? '' : ` on conditions of ${list(keys)}`;
  if (organizations !== undefined && account === '*')
    return {
      points: 20,
      who: `everybody in ${list(organizations)}${conditions}`,
      whose: ", which is not one's own",
    };
  if (account !== '*')
    return { points: 30, who: `${nameIn(principal, account)}${conditions}`, whose: ', which nobody knows' };
  const who = principal === '*' ? 'anyone in AWS' : `whoever comes from ${principal}`;
  return { points: keys.some((key) => NARROWING.has(key)) ? 30 : 60, who: `${who}${conditions}`, whose: '' };
}

/** The account, and the principal where the policy names one in it. */
function nameIn(principal: string, account: string): string {
  const named = principal.startsWith('arn:') && !principal.endsWith(':root');
  return named ? `${principal} of account ${account}` : `account ${account}`;
}
