import { ABILITIES } from '../../../../core/rotation/kinds/abilities.ts';
import { logsIn } from '../../../../databases/postgres/connect.ts';
import type { CredentialKind } from '../kind.ts';
import { userHands } from './hands.ts';
import { valueIn, withValue } from './value.ts';

/** Two users of a Postgres server that take turns. */
export const databaseUser: CredentialKind = {
  abilities: ABILITIES['database-user'],
  valueIn,
  withValue,
  hands: userHands,
  /** It is one server, wherever its users are. */
  proofs: ({ id, secret }, { database }) =>
    database === undefined ? [] : [() => logsIn(database, { user: id, password: secret })],
};
