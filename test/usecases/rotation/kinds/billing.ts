import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Plan } from '../../../../lib/core/rotation/plan.ts';
import { type Application, asUser, makeApplication, type Server } from '../../../databases/server.ts';
import { type Lab, labClient } from '../../../lab/lab.ts';
import { listening } from '../../../lab/listening.ts';
import { planIn } from '../plan.ts';
import { type OwnFunction, openFunction } from './own-function.ts';

/** Durations that a person can wait for. */
const SECONDS: Plan['durations'] = {
  lease: 3_000,
  refresh: 1_000,
  watch: 1_000,
  quarantine: 1_000,
  drain: 1_000,
  settle: 100,
  patience: 8_000,
  parkAfter: 60_000,
  poll: 300,
};

/** A secret that a function of the team rotates, and one client that reads it and queries all the time. */
export interface Billing {
  readonly secretArn: string;
  readonly fn: OwnFunction;
  readonly database: Application['database'];
  /** Where it tells how it is. */
  readonly url: string;
  /** From now on it says that it is ill with any password but the one that it has. */
  fallIll(): void;
  /** That were made, and those that failed, as codes. */
  readonly queries: { done: number; failed: string[] };
  /** Every password that was ever seen here. */
  readonly values: Set<string>;
  plan(change?: Partial<Plan>): Promise<Plan>;
  /** Labels by name. */
  labels(): Promise<Readonly<Record<string, string>>>;
  /** Whether the value of a version logs in. */
  logsIn(version: string): Promise<boolean>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface Stored {
  readonly username: string;
  readonly password: string;
}

export async function openBilling(lab: Lab, server: Server, text?: string): Promise<Billing> {
  const vault = new SecretsManagerClient(labClient(lab));
  const made = await makeApplication(server, '');
  const { host, port, dbname, users } = made.database;
  const name = `billing-${dbname}`;
  const fields = { engine: 'postgres', host, port, dbname, username: users[0], password: made.password };
  const { ARN = '' } = await vault.send(
    new CreateSecretCommand({ Name: name, SecretString: text ?? JSON.stringify(fields) }),
  );
  const fn = await openFunction(lab, server, { name, dbname, users });
  await vault.send(
    new RotateSecretCommand({
      SecretId: ARN,
      RotationLambdaARN: fn.arn,
      RotateImmediately: false,
      RotationRules: { AutomaticallyAfterDays: 30 },
    }),
  );
  const values = new Set<string>([made.password]);
  const queries: Billing['queries'] = { done: 0, failed: [] };
  const running = { is: false, well: true, held: made.password, only: null as string | null };
  let loop: Promise<void> = Promise.resolve();

  async function held(VersionId?: string): Promise<Stored> {
    const { SecretString = '{}' } = await vault.send(
      new GetSecretValueCommand({ SecretId: ARN, ...(VersionId === undefined ? {} : { VersionId }) }),
    );
    const value = JSON.parse(SecretString) as Stored;
    if (value.password !== undefined) values.add(value.password);
    return value;
  }
  async function query({ username: user, password }: Stored): Promise<string | null> {
    return asUser({ port, dbname, user, password }, 'select * from orders').then(
      () => null,
      (error: unknown) => (error as { code?: string }).code ?? String(error),
    );
  }
  async function labels(): Promise<Readonly<Record<string, string>>> {
    const { VersionIdsToStages = {} } = await vault.send(new DescribeSecretCommand({ SecretId: ARN }));
    return Object.fromEntries(
      Object.entries(VersionIdsToStages).flatMap(([version, stages]) =>
        stages.map((stage) => [stage, version] as const),
      ),
    );
  }
  async function calling(): Promise<void> {
    while (running.is) {
      const now = await held();
      const failed = await query(now);
      queries.done += 1;
      if (failed !== null) queries.failed.push(failed);
      running.held = now.password;
      running.well = failed === null && (running.only === null || now.password === running.only);
      await sleep(20);
    }
  }
  const health = createServer((_, answer) => answer.writeHead(running.well ? 200 : 503).end());
  const url = await listening(health);

  return {
    database: made.database,
    url,
    fallIll() {
      running.only = running.held;
    },
    secretArn: ARN,
    fn,
    queries,
    values,
    labels,
    logsIn: async (version: string) => (await query(await held(version))) === null,
    async plan(change: Partial<Plan> = {}): Promise<Plan> {
      const { AWSCURRENT: version = '' } = await labels();
      return planIn(
        lab,
        {
          credentialKind: 'rotated-secret',
          principal: ARN,
          key: version,
          slots: [],
          secret: { arn: ARN, version },
          copies: [{ id: 'store', kind: 'secret' }],
          dependents: [{ id: 'billing', copy: 'store' }],
          durations: SECONDS,
          where: {
            owner: 'billing',
            shape: { as: 'postgres', host, port, dbname, tls: { verify: 'none' } },
            rotatedBy: fn.arn,
            targets: { store: { in: 'secret', arn: ARN, replicas: [] } },
            probes: { billing: [{ by: 'http', url, status: 200 }] },
          },
        },
        change,
      );
    },
    async start() {
      running.is = true;
      loop = calling();
      loop.catch(() => undefined);
      while (queries.done === 0) await sleep(20);
    },
    async stop() {
      running.is = false;
      await loop.catch(() => undefined);
      fn.stop();
      health.closeAllConnections();
      health.close();
    },
  };
}
