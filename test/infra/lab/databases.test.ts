import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SecretsManagerClient, TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PlanStatus } from '../../../lib/core/rotation/plan-status.ts';
import { type Server, startServer } from '../../databases/server.ts';
import { bootstrap, deploy } from '../../lab/deploy.ts';
import { type Lab, labClient, startLab } from '../../lab/lab.ts';
import { type Deployment, deploymentOf } from '../../lab/night.ts';
import { type Desk, openDesk } from '../../lab/rotation/drive.ts';
import { type Billing, openBilling } from '../../usecases/rotation/kinds/billing.ts';
import { type Orders, openOrders } from '../../usecases/rotation/kinds/orders.ts';
import { administrator, everythingWritten } from './rotation-lab.ts';

const STACK = 'Nightwarden';
const AUTHOR = 'arn:aws:iam::111122223333:user/author';
const OWNER = 'billing@example.com';

let lab: Lab;
let server: Server;
let billing: Billing;
let orders: Orders;
let deployment: Deployment;
let desk: Desk;

/** What the teams have written down: both are asked over TLS, by the authority of a file. */
function policyText(): string {
  const { host, port, dbname } = billing.database;
  const { users, admin, dbname: ordersName } = orders.database;
  const tls = `tls: { ca: '${server.authority}' }`;
  const client = (name: 'each' | 'pool' | 'parameter', reads: string) =>
    `{ name: ${name}, owner: '${OWNER}', reads: ${reads}, probes: [{ by: http, url: '${orders.health[name]}' }] }`;
  return `budgets: { iam: 500, cloudtrail: 500, secretsmanager: 500, lambda: 500, account: 500, cloudformation: 500, ec2: 500 }
rotation:
  approvals: { rotate: [] }
  durations: { lease: 20s, refresh: 2s, watch: 2s, quarantine: 2s, drain: 2s, settle: 1s, patience: 40s, parkAfter: 10m, poll: 1s }
  credentials:
    - credential: ${billing.secretArn}
      authors: ['${AUTHOR}']
      store:
        secret: ${billing.secretArn}
        rotatedBy: ${billing.fn.arn}
        keepsOld: true
        shape: { as: postgres, host: ${host}, port: ${port}, dbname: ${dbname}, ${tls} }
      dependents: [{ name: billing, owner: '${OWNER}', probes: [{ by: http, url: '${billing.url}' }] }]
    - credential: ${orders.secretArn}
      authors: ['${AUTHOR}']
      store: { secret: '${orders.secretArn}' }
      database: { engine: postgres, host: ${host}, port: ${port}, dbname: ${ordersName}, users: ${JSON.stringify(users)}, admin: '${admin}', ${tls} }
      copies: [{ id: parameter, in: parameter, name: ${orders.parameter}, region: us-east-1 }]
      dependents:
        - ${client('each', 'store')}
        - ${client('pool', 'store')}
        - ${client('parameter', 'parameter')}
`;
}

/** The shape of a network's ids; the local AWS has no networks, and its functions reach whatever this machine does. */
const NETWORK = { subnets: ['subnet-0a1b2c3d'], securityGroups: ['sg-0a1b2c3d'] };

beforeAll(async () => {
  [lab, server] = await Promise.all([startLab({ auth: true }), startServer({ tls: true })]);
  [billing, orders] = await Promise.all([openBilling(lab, server), openOrders(lab, server), bootstrap(lab)]);
  const vault = new SecretsManagerClient(labClient(lab));
  const Tags = [{ Key: 'owner', Value: OWNER }];
  for (const SecretId of [billing.secretArn, orders.secretArn])
    await vault.send(new TagResourceCommand({ SecretId, Tags }));
  vault.destroy();
  const config = {
    schedule: { enabled: false },
    retention: { keepOnDestroy: false },
    regions: ['us-east-1'],
    rotation: {
      enabled: true,
      starts: [{ secret: billing.secretArn, function: billing.fn.arn }],
      databases: { ...NETWORK, admins: [orders.database.admin] },
    },
  };
  const outputs = await deploy(lab, { stacks: [STACK], config });
  deployment = deploymentOf(outputs[STACK]);
  desk = await openDesk(lab, [], { author: AUTHOR });
  await writeFile(join(lab.folder, 'rotation-policy.yaml'), policyText());
  await writeFile(
    join(lab.folder, 'rotation-roster.csv'),
    `email,team,status,leftOn\n${OWNER},billing,active,\n`,
  );
  await Promise.all([billing.start(), orders.start()]);
}, 300_000);

afterAll(async () => {
  await Promise.all([billing?.stop(), orders?.stop()]);
  await Promise.all([lab?.stop(), server?.stop()]);
});

async function rotate(): Promise<PlanStatus> {
  return desk.follow(await desk.begin('rotate', billing.secretArn));
}

describe('a secret that a function of its own rotates, in a deployment', () => {
  it('is rotated by that function and by the workers that may start it, without one failed query', async () => {
    const end = await rotate();
    expect(end.state === 'done' ? 'done' : [end.state, end.because, ...end.timeline].join('\n')).toBe('done');
    expect((await billing.labels()).AWSCURRENT).toBe(`${end.rotation}.0`);
    expect(billing.queries.failed).toEqual([]);
  }, 200_000);

  it('is given back where its reader falls ill, without one failed query', async () => {
    const { AWSCURRENT } = await billing.labels();
    billing.fallIll();
    const end = await rotate();
    expect(end.state === 'restored' ? 'restored' : [end.state, end.because, ...end.timeline].join('\n')).toBe(
      'restored',
    );
    expect([end.because, (await billing.labels()).AWSCURRENT]).toEqual(['a dependent is ill', AWSCURRENT]);
    expect(billing.queries.failed).toEqual([]);
  }, 200_000);
});

describe('two users of a database that take turns, in a deployment', () => {
  it('are given back where a reader falls ill on the other, without one failed query by anybody', async () => {
    const before = await orders.users();
    orders.mood.parameter = 'onNew';
    const rotation = await desk.begin('rotate', orders.secretArn);
    const end = await desk.follow(rotation);
    expect(end.state === 'restored' ? end.because : [end.state, ...end.timeline].join('\n')).toBe(
      'a dependent is ill',
    );
    expect(await orders.users()).toEqual(before);
    for (const { failed } of Object.values(orders.queries)) expect(failed).toEqual([]);
    orders.mood.parameter = 'live';
  }, 200_000);

  it('are rotated by workers that reach its server, once somebody has approved, without one failed query', async () => {
    const [one = '', other = ''] = orders.database.users;
    const rotation = await desk.begin('rotate', orders.secretArn);
    const auditor = await administrator(lab, 'auditor');
    await vi.waitFor(
      async () => expect((await desk.ask(auditor, 'approve', rotation, '--deactivate')).code).toBe(0),
      { timeout: 90_000, interval: 1_000 },
    );
    const end = await desk.follow(rotation);
    expect(end.state === 'done' ? 'done' : [end.state, end.because, ...end.timeline].join('\n')).toBe('done');
    expect(await orders.held()).toEqual({ secret: other, parameter: other });
    expect(await orders.users()).toEqual([`${one} free`, `${other} LOGIN`].toSorted());
    for (const { done, failed } of Object.values(orders.queries))
      expect([done > 0, failed]).toEqual([true, []]);
  }, 200_000);
});

describe('what both have told', () => {
  it('holds no value: neither in the ledger, nor in a log', async () => {
    const written = `${await everythingWritten(lab, deployment)}${desk.told.join('')}`;
    expect(written.length).toBeGreaterThan(10_000);
    for (const value of [...billing.values, ...orders.values]) expect(written.includes(value)).toBe(false);
  });
});
