import { readFile } from 'node:fs/promises';
import type { Client, ClientConfig } from 'pg';
import { type Database, THIS_MACHINE } from '../../core/rotation/kinds/database.ts';
import { codeOf, DatabaseError, type Stage, UnreadyError } from './errors.ts';

export interface Login {
  readonly user: string;
  readonly password: string;
}

export type Place = Pick<Database, 'host' | 'port' | 'dbname' | 'tls'>;

/** Milliseconds. A statement that nobody waits for any more is ended by the server itself, so that it lands no later. */
const LIMITS = { connect: 5_000, statement: 5_000, lock: 2_000, idle: 5_000, whole: 14_000 } as const;

/** A connection while something is done with it; `stage` says what it is at, so that a failure tells what it came to. */
export interface Connected {
  readonly client: Client;
  readonly at: (stage: Stage) => void;
}

/**
 * Connects, does something, and ends the connection, all within {@link LIMITS}.
 * @throws {DatabaseError} for whatever the server, the network or the time did
 */
export async function connected<T>(
  place: Place,
  login: Login,
  use: (connection: Connected) => Promise<T>,
): Promise<T> {
  const settings = await configuration(place, login);
  // Loaded only where a database is asked: no other worker carries its start.
  const { Client: PgClient } = await import('pg');
  const client = new PgClient(settings);
  let stage: Stage = 'connect';
  // A connection that breaks shows at the statement that waits for it.
  client.on('error', () => undefined);
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('timeout')), LIMITS.whole);
  const work = async (): Promise<T> => {
    await client.connect();
    stage = 'query';
    return use({
      client,
      at: (next) => {
        stage = next;
      },
    });
  };
  try {
    return await Promise.race([work(), late.promise]);
  } catch (error) {
    if (error instanceof UnreadyError) throw error;
    throw new DatabaseError(stage, codeOf(error));
  } finally {
    clearTimeout(timer);
    end(client);
  }
}

/** Nobody waits for a server that does not answer a goodbye. */
function end(client: Client): void {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: { destroy(): void } } })
    .connection;
  const timer = setTimeout(() => stream.destroy(), 500);
  const over = (): void => clearTimeout(timer);
  client.end().then(over, over);
}

async function configuration({ host, port, dbname, tls }: Place, login: Login): Promise<ClientConfig> {
  if (tls.verify === 'none' && host !== THIS_MACHINE)
    throw new UnreadyError(`nothing is sent unencrypted but to ${THIS_MACHINE}`);
  return {
    host,
    port,
    database: dbname,
    ...login,
    ssl: await encryption(tls),
    application_name: 'nightwarden',
    // Neither variables of the environment nor a service file have a say.
    options: '',
    connectionTimeoutMillis: LIMITS.connect,
    query_timeout: LIMITS.statement + 1_000,
    statement_timeout: LIMITS.statement,
    lock_timeout: LIMITS.lock,
    idle_in_transaction_session_timeout: LIMITS.idle,
  };
}

async function encryption(tls: Place['tls']): Promise<NonNullable<ClientConfig['ssl']>> {
  switch (tls.verify) {
    case 'none':
      return false;
    case 'system':
      return { rejectUnauthorized: true };
    case 'ca': {
      const ca = await readFile(tls.file, 'utf8').catch(() => {
        throw new UnreadyError(
          `the file with the authorities of the database could not be read: ${tls.file}`,
        );
      });
      return { rejectUnauthorized: true, ca };
    }
  }
}

/** Whether this server lets somebody in, and answers. What the network or its limits say is neither. */
export async function logsIn(
  place: Place,
  login: Login,
  refusals: ReadonlySet<string> = REFUSED,
): Promise<'works' | 'refused' | 'unknown'> {
  try {
    return await connected(place, login, async ({ client }) => {
      const { rows } = await client.query<{ one: number }>('select 1 as one');
      return rows[0]?.one === 1 ? 'works' : 'unknown';
    });
  } catch (error) {
    return error instanceof DatabaseError && refusals.has(error.code) ? 'refused' : 'unknown';
  }
}

/**
 * A wrong password; and a user who may not log in, which Postgres tells by the same code as a network that is not let
 * in: whoever asks has seen in the catalogue which of the two it is.
 */
const REFUSED: ReadonlySet<string> = new Set(['28P01', '28000']);

/** Whoever has not looked there knows it only of a wrong password. */
export const WRONG_PASSWORD: ReadonlySet<string> = new Set(['28P01']);
