import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Client } from 'pg';
import { databasePrincipal } from '../../../../lib/core/rotation/kinds/database.ts';
import type { Plan } from '../../../../lib/core/rotation/plan.ts';
import { type Application, asUser, makeApplication, type Server } from '../../../databases/server.ts';
import { type Lab, labClient } from '../../../lab/lab.ts';
import { listening } from '../../../lab/listening.ts';
import { planIn, REGION } from '../plan.ts';

/** Durations that a person can wait for; each is longer than what it waits out here. */
const SECONDS: Plan['durations'] = {
  lease: 8_000,
  refresh: 1_000,
  watch: 1_500,
  quarantine: 800,
  drain: 1_000,
  settle: 100,
  patience: 15_000,
  parkAfter: 60_000,
  poll: 300,
};

type Name = 'each' | 'pool' | 'parameter';
/** `onNew`: ill with any user but the first. */
type Mood = 'live' | 'onNew';

/** An application's secret, a copy of it, and three clients that query all the time with what they hold. */
export interface Orders extends Application {
  readonly secretArn: string;
  readonly version: string;
  /** Every password that was ever seen here. */
  readonly values: Set<string>;
  readonly mood: Record<Name, Mood>;
  /** Queries that each client has made, and those that failed, as codes. */
  readonly queries: Readonly<Record<Name, { done: number; failed: string[] }>>;
  /** Where each client tells how it is, by its name. */
  readonly health: Readonly<Record<Name, string>>;
  /** Of the copy. */
  readonly parameter: string;
  plan(change?: Partial<Plan>): Plan;
  /** Whose password the secret and the copy hold. */
  held(): Promise<{ readonly secret: string; readonly parameter: string }>;
  /** `name LOGIN`, `name NOLOGIN`, `name free`, as the owner of the server sees them. */
  users(): Promise<readonly string[]>;
  /** One more session of a user, with a password. */
  session(user: string, password: string): Promise<Client>;
  /** Returns once each client has made a query. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface Stored {
  readonly username: string;
  readonly password: string;
}

export interface OrdersOptions {
  readonly text?: (fields: Record<string, unknown>) => string;
  readonly admin?: string;
}

export async function openOrders(lab: Lab, server: Server, options: OrdersOptions = {}): Promise<Orders> {
  const vault = new SecretsManagerClient(labClient(lab));
  const parameters = new SSMClient(labClient(lab));
  const made = await makeApplication(server, '');
  const [one = ''] = made.database.users;
  const name = `orders-${one}`;
  const { ARN: admin = '' } = await vault.send(
    new CreateSecretCommand({
      Name: `${name}-admin`,
      SecretString:
        options.admin ?? JSON.stringify({ username: made.admin.user, password: made.admin.password }),
    }),
  );
  const { host, port, dbname } = made.database;
  const fields = { engine: 'postgres', host, port, username: one, password: made.password, dbname };
  const text = options.text?.(fields) ?? JSON.stringify({ ...fields, masterarn: admin, pool: 4 });
  const { ARN = '', VersionId = '' } = await vault.send(
    new CreateSecretCommand({ Name: name, SecretString: text }),
  );
  const database = { ...made.database, admin, secret: ARN };
  const Name = `/${name}`;
  await parameters.send(new PutParameterCommand({ Name, Type: 'SecureString', Value: text }));

  const values = new Set([made.password, made.admin.password]);
  const mood: Orders['mood'] = { each: 'live', pool: 'live', parameter: 'live' };
  const queries = {
    each: { done: 0, failed: [] as string[] },
    pool: { done: 0, failed: [] as string[] },
    parameter: { done: 0, failed: [] as string[] },
  };
  const wells: Record<Name, boolean> = { each: true, pool: true, parameter: true };
  const running = { is: false };
  const loops: Promise<void>[] = [];

  function seen(stored: string): Stored {
    const { username = '', password = '' } = JSON.parse(stored) as Partial<Stored>;
    values.add(password);
    return { username, password };
  }
  async function inSecret(): Promise<Stored> {
    const { SecretString = '{}' } = await vault.send(new GetSecretValueCommand({ SecretId: ARN }));
    return seen(SecretString);
  }
  async function inParameter(): Promise<Stored> {
    const { Parameter } = await parameters.send(new GetParameterCommand({ Name, WithDecryption: true }));
    return seen(Parameter?.Value ?? '{}');
  }
  async function session(user: string, password: string): Promise<Client> {
    const client = new Client({ host, port, database: dbname, user, password, ssl: false });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** One query with what a client holds; how it went is what its health says. */
  async function query(who: Name, held: Stored, run: () => Promise<unknown>): Promise<void> {
    try {
      await run();
      queries[who].done += 1;
      wells[who] = mood[who] === 'live' || held.username === one;
    } catch (error) {
      queries[who].failed.push((error as { code?: string }).code ?? String(error));
      wells[who] = false;
    }
  }

  /** Connects anew for every query, with what it reads a moment before. */
  async function connecting(who: Name, read: () => Promise<Stored>): Promise<void> {
    while (running.is) {
      const held = await read();
      await query(who, held, () =>
        asUser({ port, dbname, user: held.username, password: held.password }, 'select * from orders'),
      );
      await sleep(20);
    }
  }

  /** Keeps a connection until what it reads is another, and goes over to it between two queries. */
  async function pooling(): Promise<void> {
    let held: (Stored & { readonly client: Client }) | undefined;
    while (running.is) {
      const now = await inSecret();
      await query('pool', now, async () => {
        if (held?.password !== now.password) {
          const client = await session(now.username, now.password);
          // One that the server has ended does not answer.
          held?.client.end().catch(() => undefined);
          held = { ...now, client };
        }
        return held?.client.query(`insert into orders (what) values ('tea')`);
      });
      await sleep(20);
    }
    held?.client.end().catch(() => undefined);
  }

  const health = createServer((request, answer) => {
    const who = request.url?.slice(1) as Name;
    answer.writeHead(wells[who] ? 200 : 503).end();
  });
  const url = await listening(health);
  const told = { each: `${url}/each`, pool: `${url}/pool`, parameter: `${url}/parameter` };

  return {
    ...made,
    health: told,
    parameter: Name,
    database,
    secretArn: ARN,
    version: VersionId,
    values,
    mood,
    queries,
    plan: (change = {}) =>
      planIn(
        lab,
        {
          credentialKind: 'database-user',
          principal: databasePrincipal(database),
          key: one,
          slots: [{ id: one, status: 'Active' }],
          secret: { arn: ARN, version: VersionId },
          copies: [
            { id: 'parameter', kind: 'copy' },
            { id: 'store', kind: 'secret' },
          ],
          dependents: [
            { id: 'parameter', copy: 'parameter' },
            { id: 'each', copy: 'store' },
            { id: 'pool', copy: 'store' },
          ],
          approvals: ['deactivate'],
          durations: SECONDS,
          where: {
            shape: { as: 'database', host, port },
            database,
            targets: {
              store: { in: 'secret', arn: ARN, replicas: [] },
              parameter: { in: 'parameter', name: Name, region: REGION },
            },
            probes: Object.fromEntries(
              Object.entries(told).map(([who, at]) => [who, [{ by: 'http' as const, url: at, status: 200 }]]),
            ),
          },
        },
        change,
      ),
    async held() {
      return { secret: (await inSecret()).username, parameter: (await inParameter()).username };
    },
    async users() {
      const rows = await server.sql(
        `select rolname, rolcanlogin, coalesce(rolvaliduntil <= now(), false) as expired from pg_roles
         where rolname in (${database.users.map((user) => `'${user}'`).join(', ')})`,
      );
      return rows
        .map(({ rolname, rolcanlogin, expired }) => {
          const locked = expired === true ? 'free' : 'NOLOGIN';
          return `${String(rolname)} ${rolcanlogin === true ? 'LOGIN' : locked}`;
        })
        .toSorted();
    },
    session,
    async start() {
      running.is = true;
      loops.push(connecting('each', inSecret), connecting('parameter', inParameter), pooling());
      for (const loop of loops) loop.catch(() => undefined);
      while (Object.values(queries).some(({ done }) => done === 0)) await sleep(20);
    },
    async stop() {
      running.is = false;
      await Promise.allSettled(loops);
      health.closeAllConnections();
      health.close();
    },
  };
}
