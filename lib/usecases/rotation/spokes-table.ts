import * as z from 'zod/mini';
import type { Row, Table } from '../../aws/dynamodb.ts';
import type { Spoke } from '../../core/rotation/accounts.ts';
import { CREDENTIAL_KINDS, type CredentialKindId } from '../../core/rotation/kinds/abilities.ts';
import { PROTOCOL } from '../../core/rotation/ledger.ts';
import { OPEN, openIn } from './ledger-rows.ts';

const NAMED = 'ROTATION-ACCOUNT#';
const DEPLOYED = 'ROTATION-SPOKE';

const known = z.object({ protocol: z.number(), kinds: z.array(z.string()) });

/** Accounts that the hub's configuration names, of what lies in its partition of open rows. */
export function namedIn(rows: readonly Row[]): readonly string[] {
  return rows.filter(({ sk }) => sk.startsWith(NAMED)).map(({ sk }) => sk.slice(NAMED.length));
}

/** What an account's workers know, of what lies in the account's partition; null: it is not deployed, or nobody knows. */
export function knownOf(rows: readonly Row[]): Spoke['knows'] {
  const read = known.safeParse(rows.find(({ sk }) => sk === DEPLOYED));
  if (!read.success) return null;
  const { protocol, kinds } = read.data;
  return { protocol, kinds: kinds.filter(isKind) };
}

function isKind(kind: string): kind is CredentialKindId {
  return (CREDENTIAL_KINDS as readonly string[]).includes(kind);
}

/** `ROTATIONS#OPEN / ROTATION-ACCOUNT#…`: written by the hub alone. */
export async function nameAccounts(table: Table, accounts: readonly string[]): Promise<void> {
  for (const account of accounts) await table.put({ pk: OPEN, sk: `${NAMED}${account}` });
}

export async function forgetAccounts(table: Table, accounts: readonly string[]): Promise<void> {
  for (const account of accounts) await table.transact([{ remove: { pk: OPEN, sk: `${NAMED}${account}` } }]);
}

/** `ROTATIONS#OPEN#ACCOUNT / ROTATION-SPOKE`: what the workers that are deployed in an account know, told by its stack. */
export async function tellDeployed(table: Table, account: string, now: number): Promise<void> {
  const row = {
    pk: openIn(account),
    sk: DEPLOYED,
    protocol: PROTOCOL,
    kinds: [...CREDENTIAL_KINDS],
    at: now,
  };
  await table.put(row);
}

export async function tellGone(table: Table, account: string): Promise<void> {
  await table.transact([{ remove: { pk: openIn(account), sk: DEPLOYED } }]);
}
