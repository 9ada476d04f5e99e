/** A database with two users that take turns: while dependents use one, the other is free. From reviewed configuration. */
export interface Database {
  readonly engine: 'postgres';
  readonly host: string;
  readonly port: number;
  readonly dbname: string;
  /** Two roles with the same memberships and nothing of their own. */
  readonly users: readonly string[];
  /** ARN of the secret that holds the value: by it people name the credential. */
  readonly secret: string;
  /** ARN of the secret of whoever may alter both, in the account and Region of the store. */
  readonly admin: string;
  readonly tls: Tls;
}

/** Where somebody logs in. */
export type Server = Pick<Database, 'host' | 'port' | 'dbname' | 'tls'>;

/** `system`: verified by the authorities of the machine · `ca`: by those of a PEM file · `none`: on this machine alone. */
export type Tls =
  | { readonly verify: 'system' }
  | { readonly verify: 'ca'; readonly file: string }
  | { readonly verify: 'none' };

/** The only host to which nothing is encrypted. */
export const THIS_MACHINE = '127.0.0.1';

/** The longest name that Postgres takes, in bytes; it cuts off what is longer, and would mean somebody else. */
export const LONGEST_NAME = 63;

/** What shares a fence: both users of one server. `postgres://orders.example.com:5432/app+app_clone`. */
export function databasePrincipal({ engine, host, port, users }: Database): string {
  return `${engine}://${host}:${port}/${users.toSorted().join('+')}`;
}

/** The user that takes its turn next. */
export function otherUser({ users }: Database, user: string): string | undefined {
  return users.find((name) => name !== user);
}
