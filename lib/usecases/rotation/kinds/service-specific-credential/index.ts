import { ABILITIES } from '../../../../core/rotation/kinds/abilities.ts';
import { proofAddress } from '../../../../core/rotation/kinds/service.ts';
import type { CredentialKind, Value } from '../kind.ts';
import { serviceHands } from './hands.ts';
import { valueIn, withValue } from './value.ts';

/** What IAM makes for one service only: a password of CodeCommit, an API key of Amazon Bedrock. */
export const serviceSpecificCredential: CredentialKind = {
  abilities: ABILITIES['service-specific-credential'],
  valueIn,
  withValue,
  hands: serviceHands,
  /** By the service itself, in each Region in use. */
  proofs: (value, { service, regions, partition }, { services }) =>
    service === undefined
      ? []
      : regions.map((region) => async () => {
          const address = proofAddress(service, region, partition);
          return address === undefined ? 'unknown' : services.proves(address, authorizationOf(value));
        }),
};

/** A password goes with its name; an API key is a bearer token. */
function authorizationOf({ userName, secret }: Value): string {
  if (userName === undefined) return `Bearer ${secret}`;
  return `Basic ${Buffer.from(`${userName}:${secret}`, 'utf8').toString('base64')}`;
}
