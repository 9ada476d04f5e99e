import { PLAN_ACTIONS, READ_ACTIONS, SECRET_READING_ACTIONS } from '../aws/actions.ts';
import { narrow, type Place } from './resources.ts';

/** Why what a sweep reads is named by its kind at most. */
export const SWEPT =
  'Reads only, of everything that an account has: what is named beforehand is what would be looked at';
/** Why Security Hub's ARNs name no Region. */
export const EVERY_REGION =
  'In every Region of the account: a finding is published where its credential lies';

/** An IAM policy document. */
export interface PolicyDocumentJson {
  readonly Version: '2012-10-17';
  readonly Statement: readonly StatementJson[];
}

export interface StatementJson {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

/**
 * The least that a sweep and a rehearsal need, put together from what the gateways declare.
 * @param secretReading whether configuration where plaintext credentials lie (environments, parameters, user data) may be read
 * @param place the account whose resources alone may be read; absent: a policy for people to paste, wherever they are
 */
export function readPolicy(
  { secretReading }: { readonly secretReading: boolean },
  place?: Place,
): PolicyDocumentJson {
  const sweep = statements('NightwardenSweep', [...READ_ACTIONS, ...PLAN_ACTIONS], place);
  const secrets = secretReadingPolicy(place).Statement;
  return { Version: '2012-10-17', Statement: secretReading ? [...sweep, ...secrets] : sweep };
}

/** The configuration in which plaintext credentials lie, by itself: a grant apart, that a spoke has or has not. */
export function secretReadingPolicy(place?: Place): PolicyDocumentJson {
  return {
    Version: '2012-10-17',
    Statement: statements('NightwardenSecretReading', SECRET_READING_ACTIONS, place),
  };
}

function statements(sid: string, actions: readonly string[], place?: Place): readonly StatementJson[] {
  const parts = place === undefined ? [{ actions, resources: ['*'] }] : narrow(actions, place);
  return parts.map(({ actions: Action, resources }) => {
    const isListing = resources.length === 1 && resources[0] === '*';
    return {
      Sid: isListing ? sid : `${sid}Named`,
      Effect: 'Allow',
      Action,
      Resource: isListing ? '*' : resources,
    };
  });
}
