import { ABILITIES } from '../../../../core/rotation/kinds/abilities.ts';
import { logsIn, WRONG_PASSWORD } from '../../../../databases/postgres/connect.ts';
import type { CredentialKind } from '../kind.ts';
import { versionHands } from './hands.ts';
import { valueIn } from './value.ts';

/** A secret that a function of its own rotates: its versions are its credentials. */
export const rotatedSecret: CredentialKind = {
  abilities: ABILITIES['rotated-secret'],
  namedBy: 'version',
  valueIn,
  // Nobody here makes a value of it.
  withValue: () => undefined,
  hands: versionHands,
  proofs: ({ id, secret }, { shape, regions }, { signIn }) => {
    // Where only the password is wrong, the server has said so; of all else nobody looked in its catalogue.
    if (shape.as === 'postgres') return [() => logsIn(shape, { user: id, password: secret }, WRONG_PASSWORD)];
    return regions.map((region) => () => signIn.signIn({ accessKeyId: id, secretAccessKey: secret }, region));
  },
};
