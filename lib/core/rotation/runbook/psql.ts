import type { Database } from '../kinds/database.ts';
import { word } from './commands.ts';

/** Lines of psql, as the admin whose secret the plan names; it asks for the password. No command holds or shows one. */

function psql({ host, port, dbname, tls }: Database, statement: string): string {
  const verified = tls.verify === 'none' ? 'sslmode=disable' : 'sslmode=verify-full';
  const roots = tls.verify === 'ca' ? ` sslrootcert=${quoted(tls.file)}` : '';
  const place = `host=${host} port=${port} dbname=${quoted(dbname)} user=ADMIN ${verified}${roots}`;
  return `psql ${word(place)} -c ${word(statement)}`;
}

export function lock(database: Database, user: string): string {
  return psql(database, `ALTER ROLE ${name(user)} NOLOGIN`);
}

export function unlock(database: Database, user: string): string {
  return psql(database, `ALTER ROLE ${name(user)} LOGIN`);
}

/** No password of it is taken any more, and its slot is free. */
export function free(database: Database, user: string): string {
  return psql(database, `ALTER ROLE ${name(user)} NOLOGIN PASSWORD NULL VALID UNTIL '-infinity'`);
}

export function endSessions(database: Database, user: string): string {
  return psql(
    database,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ${literal(user)}`,
  );
}

export function roles(database: Database): string {
  const names = database.users.map(literal).join(', ');
  return psql(
    database,
    `SELECT rolname, rolcanlogin, rolvaliduntil, shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname IN (${names})`,
  );
}

export function sessions(database: Database): string {
  const names = database.users.map(literal).join(', ');
  return psql(
    database,
    `SELECT usename, client_addr, application_name, backend_start FROM pg_stat_activity WHERE usename IN (${names})`,
  );
}

/** psql itself makes the verifier of what is typed, so that the password is in no log of the server. */
export function setPassword(database: Database, user: string): string {
  return psql(database, `\\password ${name(user)}`);
}

function name(user: string): string {
  return `"${user.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** In a connection string. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, (sign) => `\\${sign}`)}'`;
}
