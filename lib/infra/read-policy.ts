import { READ_ACTIONS, SECRET_READING_ACTIONS } from '../aws/actions.ts';

/** Why what a sweep reads is not named. */
export const SWEPT =
  'Reads only, of everything that an account has: what is named beforehand is what would be looked at';
/** Why Security Hub's ARNs name no Region. */
export const EVERY_REGION =
  'In every Region of the account: a finding is published where its credential lies';

/** An IAM policy document. */
export interface PolicyDocumentJson {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: '*';
  }[];
}

const sweep = {
  Sid: 'NightwardenSweep',
  Effect: 'Allow',
  Action: READ_ACTIONS,
  Resource: '*',
} as const;
const secrets = {
  Sid: 'NightwardenSecretReading',
  Effect: 'Allow',
  Action: SECRET_READING_ACTIONS,
  Resource: '*',
} as const;

/**
 * The least that a sweep needs, put together from what the gateways declare. None of these actions takes a
 * narrower resource: they list.
 * @param secretReading whether configuration where plaintext credentials lie (environments, parameters, user data) may be read
 */
export function readPolicy({ secretReading }: { readonly secretReading: boolean }): PolicyDocumentJson {
  return { Version: '2012-10-17', Statement: secretReading ? [sweep, secrets] : [sweep] };
}

/** The configuration in which plaintext credentials lie, by itself: a grant apart, that a spoke has or has not. */
export function secretReadingPolicy(): PolicyDocumentJson {
  return { Version: '2012-10-17', Statement: [secrets] };
}
