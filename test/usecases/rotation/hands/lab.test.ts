import {
  CreateAccessKeyCommand,
  GetUserCommand,
  IAMClient,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../../lib/core/rotation/ledger.ts';
import { abort, approve } from '../../../../lib/core/rotation/requests.ts';
import type { RotationHands } from '../../../../lib/ports/rotation.ts';
import { successorOf } from '../../../../lib/usecases/rotation/hands/names.ts';
import { type Lab, labClient, startLab } from '../../../lab/lab.ts';
import { labelsOf, openShop, type Shop } from './account.ts';
import { type Bench, clock, openBench } from './bench.ts';

let lab: Lab;
let bench: Bench;
const shops: Shop[] = [];

beforeAll(async () => {
  lab = await startLab({ auth: true, lastUsedResolutionMs: 1 });
  process.env.AWS_ENDPOINT_URL = lab.endpoint;
  bench = await openBench(lab);
});
afterEach(async () => {
  await fetch(`${lab.endpoint}/_lab/deny`, { method: 'DELETE' });
  await fetch(`${lab.endpoint}/_lab/throttle`, { method: 'DELETE' });
});
afterAll(async () => {
  for (const shop of shops) shop.stop();
  await lab?.stop();
});

async function shop(...options: Parameters<typeof openShop> extends [Lab, ...infer Rest] ? Rest : never) {
  const opened = await openShop(lab, ...options);
  shops.push(opened);
  return opened;
}

/** Waits at the old key's deactivation until a person has said yes. */
const ASKED = { approvals: ['deactivate'] } as const;

async function untilAsked(rotation: string): Promise<Row> {
  return untilEnd(rotation, ({ place }) => place.step === 'deactivate');
}

async function sayYes(rotation: string): Promise<void> {
  const row = await bench.ledger.read(rotation);
  const approved = row === undefined ? null : approve(row, 'deactivate', clock.now());
  if (row === undefined || approved === null) throw new Error('expected a row that waits for approval');
  expect(await bench.ledger.write(row, approved)).toBe(true);
}

const untilEnd = (rotation: string, isEnough?: (row: Row) => boolean) => bench.untilEnd(rotation, isEnough);

/** A machine under load may not have answered a first look in its time. */
async function untilCreated(invoke: () => Promise<Row | undefined>): Promise<void> {
  for (let time = 0; time < 10; time += 1) if ((await invoke())?.opened.includes('create') === true) return;
  throw new Error(`expected a key to be asked for: ${bench.troubles.slice(-3).join('; ')}`);
}

/** Whatever was kept or said, and none of the values. */
async function expectNoValue(shop: Shop, rotation: string): Promise<void> {
  const kept = JSON.stringify([
    await bench.ledger.read(rotation),
    await bench.ledger.of(rotation),
    await bench.table.get({ pk: `ROTATION#${rotation}`, sk: 'ROW' }),
    bench.allSealed(),
    bench.troubles,
  ]);
  expect(shop.values.size).toBeGreaterThan(0);
  for (const value of shop.values) expect(kept.includes(value)).toBe(false);
}

async function control(name: string, body: object): Promise<void> {
  const answer = await fetch(`${lab.endpoint}/_lab/${name}`, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
}

const rootIam = () => new IAMClient(labClient(lab));

/** Whether AWS still takes a key. */
async function isTaken(accessKeyId: string, secretAccessKey: string): Promise<boolean> {
  const sts = new STSClient({
    ...labClient(lab),
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
  return sts.send(new GetCallerIdentityCommand({})).then(
    () => true,
    () => false,
  );
}

describe.concurrent('rotate, over AWS, each call by its own role', { timeout: 120_000 }, () => {
  it('gives both copies a new key, and takes the old one away once nobody uses it and somebody says yes', async () => {
    const app = await shop();
    const rotation = await bench.started(app.plan(ASKED));
    const { times } = await untilAsked(rotation);
    expect(await isTaken(app.key, app.keySecret)).toBe(true);
    const { row: watched } = await bench.step(rotation, 'observer');
    expect(watched.times.watchFrom).toBeGreaterThan(times.watchFrom);
    await sayYes(rotation);
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({ state: 'done', fault: null });
    expect(await app.keys()).toEqual([`${row.newKey} Active`]);
    expect(await app.held()).toEqual({ secret: row.newKey, environment: row.newKey });
    const labels = await labelsOf(lab, app.secretArn);
    expect(labels).toMatchObject({ AWSCURRENT: `${rotation}.1`, AWSPREVIOUS: app.version });
    expect(Object.keys(labels).toSorted()).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
    expect(await app.others()).toEqual({ secret: 'orders', environment: 'prod' });
    expect(app.values.size).toBe(2);
    await expectNoValue(app, rotation);
  });

  it('restores the old key everywhere when a dependent is ill with the new one', async () => {
    const app = await shop();
    app.mood.d1 = 'onNew';
    const rotation = await bench.started(app.plan());
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({
      state: 'restored',
      fault: { code: 'RolledBack', because: 'dependentsWell' },
    });
    expect(row.opened).toContain('publish:environment');
    expect(await app.keys()).toEqual([`${app.key} Active`]);
    expect(await app.held()).toEqual({ secret: app.key, environment: app.key });
    expect(await labelsOf(lab, app.secretArn)).toEqual({ AWSCURRENT: app.version });
    await expectNoValue(app, rotation);
  });

  it('gives a copy in another secret the new key, and the old one back, with whatever else it holds', async () => {
    const app = await shop();
    const vault = new SecretsManagerClient(labClient(lab));
    const SecretString = JSON.stringify({ key: app.key, value: app.keySecret, table: 'orders' });
    const { ARN: arn = '' } = await vault.send(
      new CreateSecretCommand({ Name: `dr-${app.user}`, SecretString }),
    );
    const { where, copies } = app.plan();
    const targets = { ...where.targets, dr: { in: 'secret', arn, replicas: [] } } as const;
    const plan = app.plan({
      where: { ...where, targets },
      copies: [...copies, { id: 'dr', kind: 'copy' }],
      ...ASKED,
    });
    const there = async () =>
      JSON.parse((await vault.send(new GetSecretValueCommand({ SecretId: arn }))).SecretString ?? '');
    const rotation = await bench.started(plan);
    const { newKey } = await untilAsked(rotation);
    expect(await there()).toMatchObject({ key: newKey, table: 'orders' });
    const row = await bench.ledger.read(rotation);
    const aborted = row === undefined ? null : abort({ ...row, leaseUntil: null });
    expect(row !== undefined && aborted !== null && (await bench.ledger.write(row, aborted))).toBe(true);
    expect(await untilEnd(rotation)).toMatchObject({ state: 'restored' });
    expect(await there()).toEqual({ key: app.key, value: app.keySecret, table: 'orders' });
    await expectNoValue(app, rotation);
  });

  it('makes one key when two invocations run at the same moment', async () => {
    const app = await shop();
    const rotation = await bench.started(app.plan());
    const atOnce = () => Promise.all([1, 2, 3].map(() => bench.step(rotation, 'issuer')));
    await untilCreated(async () => (await atOnce()).at(-1)?.row);
    expect(await app.keys()).toHaveLength(2);
    expect(await bench.ledger.read(rotation)).toMatchObject({ creations: 1 });
  });

  it('finds the key of a creation whose answer was lost by CloudTrail, and removes it', async () => {
    const app = await shop();
    const rotation = await bench.started(app.plan());
    const lost = (hands: RotationHands): RotationHands => ({
      ...hands,
      async call(row, call) {
        await hands.call(row, call);
        throw new Error('socket hang up');
      },
    });
    await untilCreated(async () => (await bench.step(rotation, 'issuer', lost)).row);
    expect(await app.keys()).toHaveLength(2);
    expect(await untilEnd(rotation)).toMatchObject({ state: 'restored' });
    expect(await app.keys()).toEqual([`${app.key} Active`]);
  });

  it.each(['Active', 'Inactive'] as const)(
    'is refused where the user has a second key that is %s',
    async (status) => {
      const app = await shop();
      const { AccessKey } = await rootIam().send(new CreateAccessKeyCommand({ UserName: app.user }));
      const id = AccessKey?.AccessKeyId ?? '';
      await rootIam().send(
        new UpdateAccessKeyCommand({ UserName: app.user, AccessKeyId: id, Status: status }),
      );
      const before = await app.keys();
      const rotation = await bench.started(
        app.plan({
          slots: [
            { id: app.key, status: 'Active' },
            { id, status },
          ],
        }),
      );
      expect(await untilEnd(rotation)).toMatchObject({ state: 'refused', fault: { because: 'slotFree' } });
      expect(await app.keys()).toEqual(before);
    },
  );

  it.each`
    why                     | text
    ${'has not the fields'} | ${() => '{"user":"app"}'}
    ${'is no JSON'}         | ${() => 'AKIA and the rest'}
    ${'holds another key'}  | ${() => '{"key":"AKIAANOTHER","value":"x"}'}
  `('is refused, and no key is made, where the secret $why', async ({ text }) => {
    const app = await shop({ secretText: text });
    app.mood.d2 = 'absent';
    const rotation = await bench.started(app.plan());
    expect(await untilEnd(rotation)).toMatchObject({ state: 'refused', fault: { because: 'storeWritable' } });
    expect(await app.keys()).toEqual([`${app.key} Active`]);
  });

  it.each`
    gate              | change
    ${'soleRotation'} | ${(app: Shop) => control('backdate', { secretArn: app.secretArn, rotationEnabled: true })}
    ${'soleRotation'} | ${(app: Shop) => control('backdate', { secretArn: app.secretArn, owningService: 'rds' })}
  `('is refused by $gate', async ({ gate, change }) => {
    const app = await shop();
    await change(app);
    expect(await untilEnd(await bench.started(app.plan()))).toMatchObject({
      state: 'refused',
      fault: { because: gate },
    });
    expect(await app.keys()).toEqual([`${app.key} Active`]);
  });

  it('waits for a probe that hangs, and does nothing meanwhile', async () => {
    const app = await shop();
    app.mood.d1 = 'hangs';
    const rotation = await bench.started(app.plan());
    expect(await bench.step(rotation, 'issuer')).toMatchObject({
      because: 'dependentsWell',
      row: { opened: [] },
    });
    expect(await app.keys()).toEqual([`${app.key} Active`]);
    app.mood.d1 = 'live';
    await untilCreated(async () => (await bench.step(rotation, 'issuer')).row);
  });

  it('blocks, and says why, when the user is deleted meanwhile', async () => {
    const app = await shop();
    const rotation = await bench.started(app.plan(ASKED));
    await untilAsked(rotation);
    await app.deleteUser();
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({ state: 'blocked', fault: { because: 'oldThere' } });
  });
});

describe.concurrent('contain, over AWS', { timeout: 120_000 }, () => {
  it('takes over from a rotation in its midst: neither key works, evidence is sealed, dependents have a new principal', async () => {
    const app = await shop();
    const rotated = await bench.started(app.plan(ASKED));
    const held = await untilAsked(rotated);
    const rotation = await bench.contained(app.plan({ kind: 'contain' }), held);
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({ state: 'done', contain: { deny: 'asked', seal: 'sealed' } });
    expect(await isTaken(app.key, app.keySecret)).toBe(false);
    expect(await app.keys()).toEqual([]);
    expect(await app.held()).toEqual({ secret: row.newKey, environment: row.newKey });
    expect(row.newKey).not.toBe(held.newKey);
    expect(row.contain?.replaced).toEqual({ d1: row.newKey, d2: row.newKey });
    expect(await bench.ledger.read(rotated)).toMatchObject({ state: 'superseded' });
    const told = bench.sealed(`rotations/${rotation}/evidence.json`);
    expect(told).toMatchObject({ principal: app.principal, denied: { full: true } });
    const ofOld = told.keys.find(({ id }: { id: string }) => id === app.key);
    expect(ofOld).toMatchObject({ status: 'Inactive', lastUsedAt: expect.any(String) });
    expect(ofOld.events.length).toBeGreaterThan(0);
    await expectSuccessor(app, rotation);
    await expectNoValue(app, rotation);
  });
});

async function expectSuccessor(app: Shop, rotation: string): Promise<void> {
  const UserName = successorOf(app.principal, rotation);
  const { User } = await rootIam().send(new GetUserCommand({ UserName }));
  expect(User?.Path).toBe('/apps/');
  expect(User?.Tags).toContainEqual({ Key: 'owner', Value: 'shop' });
  const { PolicyNames } = await rootIam().send(new ListUserPoliciesCommand({ UserName }));
  expect(PolicyNames).toEqual(['work']);
  const { AttachedPolicies = [] } = await rootIam().send(new ListAttachedUserPoliciesCommand({ UserName }));
  expect(AttachedPolicies.map(({ PolicyName }) => PolicyName)).toEqual(['ReadOnlyAccess']);
  const { Groups = [] } = await rootIam().send(new ListGroupsForUserCommand({ UserName }));
  expect(Groups).toHaveLength(1);
}

describe('when AWS fails', { timeout: 120_000 }, () => {
  it('removes the new key again and restores, when its value can’t be stored', async () => {
    const app = await shop();
    const rotation = await bench.started(app.plan());
    await control('deny', { action: 'secretsmanager:PutSecretValue' });
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({ state: 'restored', creations: 1, fault: { because: 'valueAtHand' } });
    expect(await app.keys()).toEqual([`${app.key} Active`]);
    expect(await app.held()).toEqual({ secret: app.key, environment: app.key });
  });

  it('asks again when it is throttled, and makes one key', async () => {
    const app = await shop();
    const rotation = await bench.started(app.plan());
    await control('throttle', { action: 'iam:CreateAccessKey', times: 1 });
    expect((await bench.step(rotation, 'issuer')).row).toMatchObject({
      newKey: null,
      intent: null,
      creations: 1,
    });
    expect(await app.keys()).toHaveLength(1);
    expect((await bench.step(rotation, 'issuer')).row).toMatchObject({
      newKey: expect.any(String),
      creations: 2,
    });
    expect(await app.keys()).toHaveLength(2);
  });

  it.each(['iam:ListAccessKeys', 'secretsmanager:DescribeSecret', 'iam:SimulatePrincipalPolicy'])(
    'does nothing while %s is denied',
    async (action) => {
      const app = await shop();
      const rotation = await bench.started(app.plan());
      await control('deny', { action });
      const { row } = await bench.step(rotation, 'issuer');
      expect(row).toMatchObject({ state: 'going', opened: [], seq: 1 });
      await fetch(`${lab.endpoint}/_lab/deny`, { method: 'DELETE' });
      expect(await app.keys()).toEqual([`${app.key} Active`]);
    },
  );
});
