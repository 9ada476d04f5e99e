import { ABILITIES } from '../../../../core/rotation/kinds/abilities.ts';
import type { CredentialKind } from '../kind.ts';
import { tokenHands } from './hands.ts';
import { valueIn, withValue } from './value.ts';

/** What a third party issued, by a bridge that speaks the contract of docs/webhook-issuer.md. */
export const thirdPartyToken: CredentialKind = {
  abilities: ABILITIES['third-party-token'],
  valueIn,
  withValue,
  hands: tokenHands,
  /** By the bridge: it is one third party, wherever its tokens are used. */
  proofs: ({ id, secret }, { issuer }, { bridge }) =>
    issuer === undefined ? [] : [async () => (await bridge(issuer)).prove(id, secret)],
};
