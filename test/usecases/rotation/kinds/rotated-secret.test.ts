import { setTimeout as sleep } from 'node:timers/promises';
import {
  CancelRotateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimsOf } from '../../../../lib/core/rotation/fences.ts';
import type { Plan } from '../../../../lib/core/rotation/plan.ts';
import { abort } from '../../../../lib/core/rotation/requests.ts';
import { begin } from '../../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../../lib/core/rotation/tables.ts';
import { type Server, startServer } from '../../../databases/server.ts';
import { type Lab, labClient, startLab } from '../../../lab/lab.ts';
import { type Bench, openBench } from '../hands/bench.ts';
import { type Billing, openBilling } from './billing.ts';

let lab: Lab;
let server: Server;
let bench: Bench;
let vault: SecretsManagerClient;
const opened: Billing[] = [];

beforeAll(async () => {
  [lab, server] = await Promise.all([startLab({ auth: true }), startServer()]);
  process.env.AWS_ENDPOINT_URL = lab.endpoint;
  vault = new SecretsManagerClient(labClient(lab));
  bench = await openBench(lab, { more: ['secretsmanager:RotateSecret', 'lambda:InvokeFunction'], times: 2 });
}, 120_000);
afterAll(async () => {
  await Promise.all(opened.map((billing) => billing.stop()));
  vault?.destroy();
  await Promise.all([lab?.stop(), server?.stop()]);
});

async function open(
  change: Partial<Pick<Billing['fn'], 'strategy' | 'fails' | 'hangs'>> = {},
): Promise<Billing> {
  const billing = await openBilling(lab, server);
  opened.push(billing);
  Object.assign(billing.fn, change);
  await billing.start();
  return billing;
}

/** One whose old password is dead once there is a new one. */
async function oneWay(billing: Billing): Promise<Plan> {
  const plan = await billing.plan();
  return { ...plan, where: { ...plan.where, noWayBack: ['store'] } };
}

/** A plan that somebody was shown, and applied. */
async function applied(plan: Plan): Promise<string> {
  const rotation = crypto.randomUUID();
  const row = begin(PROTOCOL_TABLES, rotation, plan, await bench.ledger.fence(plan.principal), Date.now());
  const people = { requestedBy: 'rita', at: Date.now(), authors: [], approvalsWithin: 60_000, approvals: [] };
  expect(await bench.ledger.begin({ ...row, people }, claimsOf(plan))).toBe(true);
  return rotation;
}

/** Whatever was kept or said, and none of the passwords. */
async function expectNoValue(billing: Billing, rotation: string): Promise<void> {
  const kept = JSON.stringify([
    await bench.ledger.read(rotation),
    await bench.ledger.of(rotation),
    bench.allSealed(),
    bench.troubles,
  ]);
  expect(kept).not.toMatch(/NIGHTWARDENCANARY/);
  for (const value of billing.values) expect(kept.includes(value)).toBe(false);
}

describe.concurrent('a secret that a function of its own rotates, over a real Postgres', {
  timeout: 120_000,
}, () => {
  it('is rotated by that function, watched and proved, without one failed query', async () => {
    const billing = await open();
    const plan = await billing.plan();
    const rotation = await applied(plan);
    const row = await bench.untilEnd(rotation);
    expect([row.state, row.fault]).toEqual(['done', null]);
    expect(row.newKey).toBe(`${rotation}.0`);
    expect(await billing.labels()).toMatchObject({ AWSCURRENT: `${rotation}.0`, AWSPREVIOUS: plan.key });
    // Taking the old one away is the function's business.
    expect(await billing.logsIn(plan.key)).toBe(true);
    expect(billing.queries.failed).toEqual([]);
    expect(billing.queries.done).toBeGreaterThan(20);
    expect(billing.fn.steps).toEqual(['createSecret', 'setSecret', 'testSecret', 'finishSecret']);
    await expectNoValue(billing, rotation);

    // A function may leave the pending label on the version that it made current.
    expect((await billing.labels()).AWSPENDING).toBe(`${rotation}.0`);
    const again = await applied(await billing.plan());
    expect(await bench.untilEnd(again)).toMatchObject({ state: 'done', newKey: `${again}.0` });
    expect(billing.queries.failed).toEqual([]);
  });

  it('is undone when a dependent is ill with the new value, which works on, and no query failed', async () => {
    const billing = await open();
    billing.fallIll();
    const plan = await billing.plan();
    const rotation = await applied(plan);
    const row = await bench.untilEnd(rotation);
    expect([row.state, row.fault?.because]).toEqual(['restored', 'dependentsWell']);
    const labels = await billing.labels();
    expect(labels.AWSCURRENT).toBe(plan.key);
    expect(labels).not.toHaveProperty('AWSPENDING');
    expect(billing.queries.failed).toEqual([]);
    await expectNoValue(billing, rotation);
  });

  it('that fails in setSecret loses its pending label, and everything is as it was', async () => {
    const billing = await open({ fails: 'setSecret' });
    const plan = await billing.plan();
    const rotation = await applied(plan);
    const row = await bench.untilEnd(rotation);
    expect([row.state, row.fault?.because]).toEqual(['restored', 'landed']);
    const labels = await billing.labels();
    expect(labels.AWSCURRENT).toBe(plan.key);
    expect(labels).not.toHaveProperty('AWSPENDING');
    expect(billing.queries.failed).toEqual([]);
  });

  it('whose function hangs is undone, and what it does once it goes on ends by itself', async () => {
    const billing = await open({ hangs: 'setSecret' });
    const plan = await billing.plan();
    const rotation = await applied(plan);
    const row = await bench.untilEnd(rotation);
    expect([row.state, row.fault?.because]).toEqual(['restored', 'landed']);
    billing.fn.hangs = null;
    await sleep(1_500);
    // The next of its steps finds that the version has lost its label.
    expect(billing.fn.steps).not.toContain('finishSecret');
    expect((await billing.labels()).AWSCURRENT).toBe(plan.key);
    expect(billing.queries.failed).toEqual([]);
  });

  it('whose old value is dead once there is a new one is Blocked, and told which one works', async () => {
    const billing = await open({ strategy: 'single', hangs: 'testSecret' });
    const rotation = await applied(await oneWay(billing));
    const row = await bench.untilEnd(rotation);
    expect(row.state).toBe('blocked');
    expect(row.fault?.because).toContain(`version ${rotation}.0 is the one to go on with, by hand`);
    // Nothing was taken from the version that holds the only password that works.
    expect((await billing.labels()).AWSPENDING).toBe(`${rotation}.0`);
    expect(await billing.logsIn(`${rotation}.0`)).toBe(true);
    await expectNoValue(billing, rotation);
  });

  it('whose old value is dead goes all the way where nothing goes wrong', async () => {
    const billing = await open({ strategy: 'single' });
    const plan = await oneWay(billing);
    const rotation = await applied(plan);
    const row = await bench.untilEnd(rotation);
    expect([row.state, row.fault]).toEqual(['done', null]);
    expect(await billing.logsIn(plan.key)).toBe(false);
  });

  it.each`
    what                  | isIll    | end
    ${'goes all the way'} | ${false} | ${['done', undefined]}
    ${'has no way back'}  | ${true}  | ${['blocked', 'oldLogsIn']}
  `('of which nobody can try a value $what', async ({ isIll, end }) => {
    const billing = await open();
    if (isIll) billing.fallIll();
    const plan = await oneWay(billing);
    const rotation = await applied({ ...plan, where: { ...plan.where, shape: { as: 'opaque' } } });
    const row = await bench.untilEnd(rotation);
    expect([row.state, row.fault?.because]).toEqual(end);
    expect((await billing.labels()).AWSCURRENT).toBe(`${rotation}.0`);
  });

  it.each`
    what                                     | change
    ${'its rotation calls another function'} | ${{ rotatedBy: 'arn:aws:lambda:us-east-1:000000000000:function:another' }}
    ${'its secret names another server'}     | ${{ shape: { as: 'postgres', host: '127.0.0.1', port: 1, dbname: 'x', tls: { verify: 'none' } } }}
  `('is not started where $what', async ({ change }: { change: Partial<Plan['where']> }) => {
    const billing = await open();
    const plan = await billing.plan();
    const rotation = await applied({ ...plan, where: { ...plan.where, ...change } });
    const row = await bench.untilEnd(rotation);
    expect(['refused', 'restored']).toContain(row.state);
    expect(row.opened).toEqual([]);
    expect(billing.fn.steps).toEqual([]);
  });

  it.each`
    what                             | because                                                    | meanwhile
    ${'is deleted'}                  | ${/currentOurs|could not be|haltRotation needs|oldLogsIn/} | ${(SecretId: string) => vault.send(new DeleteSecretCommand({ SecretId }))}
    ${'has its rotation turned off'} | ${/landed/}                                                | ${(SecretId: string) => vault.send(new CancelRotateSecretCommand({ SecretId }))}
  `('that $what meanwhile stops, and cuts nobody off', async ({ what, because, meanwhile }) => {
    const billing = await open({ hangs: 'setSecret' });
    const plan = await billing.plan();
    const rotation = await applied(plan);
    await bench.untilEnd(rotation, ({ place }) => place.step === 'land');
    await meanwhile(billing.secretArn);
    const row = await bench.untilEnd(rotation);
    expect(row.state).toBe(what === 'is deleted' ? 'blocked' : 'restored');
    expect(row.fault?.because).toMatch(because);
    if (what !== 'is deleted') expect(billing.queries.failed).toEqual([]);
  });

  it('is refused while a version of somebody else is pending', async () => {
    const billing = await open();
    const value = { SecretString: '{}', VersionStages: ['AWSPENDING'] };
    await vault.send(new PutSecretValueCommand({ SecretId: billing.secretArn, ...value }));
    const row = await bench.untilEnd(await applied(await billing.plan()));
    expect([row.state, row.fault?.because]).toEqual(['refused', 'idle']);
    expect(billing.fn.steps).toEqual([]);
  });

  it('that is wanted back in its midst is given back', async () => {
    const billing = await open({ hangs: 'finishSecret' });
    const plan = await billing.plan();
    const rotation = await applied(plan);
    const row = await bench.untilEnd(rotation, ({ place }) => place.step === 'land');
    const aborted = abort(row);
    if (aborted !== null) await bench.ledger.write(row, aborted);
    expect(await bench.untilEnd(rotation)).toMatchObject({ state: 'restored' });
    expect((await billing.labels()).AWSCURRENT).toBe(plan.key);
  });
});
