import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rehearsal } from '../../lib/core/rotation/rehearsal.ts';
import { type Application, makeApplication, type Server, startServer } from '../databases/server.ts';
import { type Lab, labClient, labEnvironment, startLab } from '../lab/lab.ts';
import { makeStateTable } from '../lab/state-table.ts';
import { nightwarden, type Run } from './run.ts';

const TABLE = 'rotations';
const tags = [{ Key: 'owner', Value: 'payments' }];

let lab: Lab;
let server: Server;
let app: Application;
let secret: string;
let policy: string;
let exposures: string;
const told: string[] = [];

beforeAll(async () => {
  [lab, server] = await Promise.all([startLab(), startServer()]);
  const vault = new SecretsManagerClient(labClient(lab, 'eu-west-1'));
  await makeStateTable(lab, TABLE);
  app = await makeApplication(server, '');
  const { host, port, dbname, users } = app.database;
  const store = async (Name: string, fields: object) => {
    const SecretString = JSON.stringify(fields);
    const { ARN = '' } = await vault.send(new CreateSecretCommand({ Name, SecretString, Tags: tags }));
    return ARN;
  };
  secret = await store('orders/db', {
    engine: 'postgres',
    host,
    port,
    username: users[0],
    password: app.password,
    dbname,
  });
  const admin = await store('orders/admin', { username: app.admin.user, password: app.admin.password });
  vault.destroy();
  policy = join(lab.folder, 'database.yaml');
  exposures = join(lab.folder, 'leak.json');
  await writeFile(
    policy,
    `budgets: { iam: 500, cloudtrail: 500, secretsmanager: 500, lambda: 500, account: 500, cloudformation: 500, ec2: 500 }
rotation:
  durations: { watch: 20s, parkAfter: 1h }
  credentials:
    - credential: ${secret}
      authors: [arn:aws:iam::111122223333:user/alice]
      store: { secret: '${secret}' }
      database: { engine: postgres, host: ${host}, port: ${port}, dbname: ${dbname}, users: ${JSON.stringify(users)}, admin: '${admin}', tls: none }
      dependents:
        - { name: orders, owner: payments, probes: [{ by: http, url: 'https://orders.example.com/health' }] }
`,
  );
  await writeFile(
    exposures,
    JSON.stringify([{ credential: secret, at: '2026-01-01T00:00:00Z', source: 'scanner' }]),
  );
});
afterAll(async () => {
  await Promise.all([lab?.stop(), server?.stop()]);
});

async function run(...words: string[]): Promise<Run> {
  const env = { ...labEnvironment(lab), XDG_CACHE_HOME: join(lab.folder, 'cache'), NO_COLOR: '1' };
  const where = ['--policy', policy, '--region', 'eu-west-1', '--table', TABLE];
  const done = await nightwarden([...words, ...where], env);
  told.push(done.stdout, done.stderr);
  return done;
}

async function rehearsal(...words: string[]): Promise<Rehearsal> {
  return JSON.parse((await run(...words, '--format', 'json')).stdout) as Rehearsal;
}

describe('a database user at the command line', () => {
  it('is rehearsed by the name of its secret, of which no value is read', async () => {
    lab.gateway.resetCalls();
    const { code, stdout } = await run('rehearse', secret);
    expect(stdout).toContain('give app-Clone"1 a new password, let it log in, and prove it');
    expect(stdout).toContain('somebody else than you must approve before it may deactivate');
    expect(stdout).toMatch(new RegExp(`nightwarden rotate ${secret} --apply [0-9a-f]{64}`));
    expect(code).toBe(0);
    // The admin's, to ask the server.
    const values = lab.gateway.calls().filter(({ action }) => action === 'GetSecretValue');
    expect(values).toHaveLength(1);
    expect(server.log()).not.toMatch(/alter role.*app.*nologin/i);
  });

  it('has a plan with its server, and the same hash each time', async () => {
    const [one, two] = [await rehearsal('rotate', secret), await rehearsal('rotate', secret)];
    expect(one).toMatchObject({
      state: 'planned',
      plan: {
        credentialKind: 'database-user',
        key: 'app1',
        where: { database: { users: app.database.users } },
      },
    });
    expect(two.hash).toBe(one.hash);
  });

  it('is not applied where no worker reaches its server: its runbook is', async () => {
    const { hash } = await rehearsal('rotate', secret);
    const { code, stdout } = await run('rotate', secret, '--apply', hash ?? '');
    expect(stdout).toContain('the workers of this deployment do not reach 127.0.0.1');
    expect(stdout).toContain(`nightwarden rotate ${secret} --runbook`);
    expect(code).toBe(5);
    const { stdout: book } = await run('contain', secret, '--runbook', '--exposures', exposures);
    expect(book).toContain('pg_terminate_backend');
  });

  it('is refused with every reason while its server is not as it must be', async () => {
    await server.sql('alter role app1 set work_mem to 1024');
    const { code, stdout } = await run('rotate', secret);
    expect(stdout).toContain('app1 and app-Clone"1 differ in an attribute or a setting');
    expect(code).toBe(5);
    await server.halt();
    const down = await run('rotate', secret);
    expect(down.stdout).toContain('the server 127.0.0.1 could not be asked which of its users works');
    expect(down.stderr).toContain('ECONNREFUSED');
    expect(down.code).toBe(5);
  });

  it('has shown no password anywhere', () => {
    expect(told.join('')).not.toContain('NIGHTWARDENCANARY');
  });
});
