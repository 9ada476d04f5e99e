import { ABILITIES } from '../../../../core/rotation/kinds/abilities.ts';
import type { CredentialKind } from '../kind.ts';
import { keyHands } from './hands.ts';
import { valueIn, withValue } from './value.ts';

/** An access key of an IAM user, and the SMTP password that SES derives from one. */
export const iamAccessKey: CredentialKind = {
  abilities: ABILITIES['iam-access-key'],
  valueIn,
  withValue,
  hands: keyHands,
  /** In each Region in use. */
  proofs: ({ id, secret }, { regions }, { signIn }) =>
    regions.map((region) => () => signIn.signIn({ accessKeyId: id, secretAccessKey: secret }, region)),
};
