import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  TagUserCommand,
} from '@aws-sdk/client-iam';
import { DeleteFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../../../lib/aws/connect.ts';
import { secretVersionsGateway } from '../../../../lib/aws/rotation/secret-versions.ts';
import { DEFAULT_POLICY } from '../../../../lib/core/model/policy.ts';
import { answerOf } from '../../../../lib/core/rotation/answer.ts';
import type { Row } from '../../../../lib/core/rotation/ledger.ts';
import {
  DEFAULT_ROTATION,
  type DeclaredCredential,
  type RotationPolicy,
} from '../../../../lib/core/rotation/policy.ts';
import type { Role } from '../../../../lib/core/rotation/roles.ts';
import { SERVED_STEPS, type ServedStep, servedId } from '../../../../lib/core/rotation/served/request.ts';
import { silent } from '../../../../lib/ports/progress.ts';
import type { RotationHands } from '../../../../lib/ports/rotation.ts';
import type { RotationWorkers } from '../../../../lib/ports/rotation-workers.ts';
import { readPeople } from '../../../../lib/usecases/read-people.ts';
import { readCredentials } from '../../../../lib/usecases/rotation/read-credential.ts';
import { serve } from '../../../../lib/usecases/rotation/served/serve.ts';
import { setSwitch, switchesTable } from '../../../../lib/usecases/rotation/switches-table.ts';
import { openControl } from '../../../lab/control.ts';
import { type Lab, labClient, startLab } from '../../../lab/lab.ts';
import { labelsOf, openShop, type Shop, sleep } from '../hands/account.ts';
import { type Bench, type Broken, clock, openBench } from '../hands/bench.ts';
import { REGION } from '../plan.ts';

const OWN = 'arn:aws:lambda:us-east-1:111122223333:function:nightwarden-rotate-secret';
const answers: unknown[] = [];
const shops: Shop[] = [];
let lab: Lab;
let bench: Bench;
let vault: SecretsManagerClient;
let iam: IAMClient;
let started: string[];

beforeAll(async () => {
  lab = await startLab({ auth: true, lastUsedResolutionMs: 1 });
  Object.assign(process.env, lab.env);
  bench = await openBench(lab);
  vault = new SecretsManagerClient(labClient(lab));
  iam = new IAMClient(labClient(lab));
  await writeFile(join(lab.folder, 'roster.csv'), 'email,status\nshop@example.com,active\n');
});
beforeEach(() => {
  started = [];
});
afterEach(async () => {
  await fetch(`${lab.endpoint}/_lab/deny`, { method: 'DELETE' });
});
afterAll(async () => {
  for (const shop of shops) shop.stop();
  await lab?.stop();
});

/** A user whose key lies in a secret alone, which one dependent reads. */
async function aShop(...options: Parameters<typeof openShop> extends [Lab, ...infer Rest] ? Rest : never) {
  const opened = await openShop(lab, ...options);
  shops.push(opened);
  await iam.send(
    new TagUserCommand({ UserName: opened.user, Tags: [{ Key: 'owner', Value: 'shop@example.com' }] }),
  );
  await new LambdaClient(labClient(lab)).send(
    new DeleteFunctionCommand({ FunctionName: opened.functionArn }),
  );
  await openControl(lab.endpoint).backdate({ secretArn: opened.secretArn, rotationEnabled: true });
  await fetch(`${lab.endpoint}/_lab/backdate`, {
    method: 'POST',
    body: JSON.stringify({ secretArn: opened.secretArn, rotationLambdaArn: OWN }),
  });
  return opened;
}

function declared(shop: Shop, facts: Partial<DeclaredCredential> = {}): DeclaredCredential {
  const { where } = shop.plan();
  return {
    credential: shop.principal,
    authors: [],
    store: { secret: shop.secretArn, shape: where.shape, replicas: [] },
    regions: [],
    copies: [],
    dependents: [
      {
        name: 'd2',
        environment: null,
        owner: null,
        reads: 'store',
        probes: where.probes.d2 ?? [],
        refresh: null,
        seenAs: { sources: ['127.0.0.0/8'] },
        arn: null,
      },
    ],
    watch: null,
    quarantine: null,
    ...facts,
  };
}

/** As Secrets Manager does before it calls: the version is there, with its label and without a value. */
async function layOut(shop: Shop, token: string = crypto.randomUUID()): Promise<string> {
  await vault.send(
    new PutSecretValueCommand({
      SecretId: shop.secretArn,
      ClientRequestToken: token,
      VersionStages: ['AWSPENDING'],
    }),
  );
  return token;
}

interface Options {
  readonly policy?: Partial<RotationPolicy>;
  readonly declared?: readonly DeclaredCredential[];
  /** What becomes of the hands of a worker. */
  readonly broken?: Broken;
  readonly exposures?: string;
  readonly withinMs?: number;
}

/** Each with its role, as the functions are. */
function workersOf(broken?: Broken): RotationWorkers {
  return {
    step: async (id, role) => answerOf(await bench.step(id, role, broken), clock.now()),
  };
}

/** One call of the function. */
async function ask(shop: Shop, step: ServedStep, token: string, options: Options = {}): Promise<string> {
  const { broken, withinMs = 30_000, exposures } = options;
  const rotation: RotationPolicy = {
    ...DEFAULT_ROTATION,
    durations: shop.plan().durations,
    caps: { night: 99, account: 99, owner: 99, containAnHour: 99 },
    credentials: options.declared ?? [declared(shop)],
    ...options.policy,
  };
  const own = secretVersionsGateway(bench.roles.clients.observer, REGION);
  const request = { step, secret: shop.secretArn, token };
  return serve(request, {
    ledger: bench.ledger,
    switches: switchesTable(bench.table),
    clock,
    inputs: async () => ({
      policy: { ...DEFAULT_POLICY, rotation },
      people: await readPeople(
        {
          roster: join(lab.folder, 'roster.csv'),
          ...(exposures === undefined ? {} : { exposures }),
        },
        new Date().toISOString(),
      ),
    }),
    async read(credential, inputs) {
      const reading = { ...inputs, regions: [REGION], now: () => new Date(), progress: silent };
      const connection = connect({ budgets: DEFAULT_POLICY.budgets });
      return (await readCredentials([credential], { ...reading, connection }))(credential);
    },
    workers: workersOf(broken),
    starter: {
      async start(id) {
        started.push(id);
      },
    },
    sleep: (ms) => sleep(Math.min(ms, 300)),
    describe: async (secret) => {
      const { labels, rotationEnabled, rotationFunction } = await own.describe(secret);
      return { labels, rotatedBy: rotationEnabled ? (rotationFunction ?? null) : null };
    },
    own: OWN,
    withinMs,
  }).then(
    () => 'done',
    (error: unknown) => {
      answers.push(error instanceof Error ? (error.stack ?? '') : error);
      return error instanceof Error ? error.message : String(error);
    },
  );
}

/** What an execution does. */
async function toTheEnd(shop: Shop, token: string): Promise<Row> {
  const deadline = Date.now() + 60_000;
  let role: Role = 'observer';
  for (;;) {
    const row = await planOf(shop, token);
    if (row === undefined || row.state !== 'going') return row as Row;
    if (Date.now() > deadline)
      throw new Error(`still at ${row.place.step}: ${bench.troubles.slice(-3).join('; ')}`);
    const { needs } = await workersOf().step(row.rotation, role);
    role = needs ?? 'observer';
    if (needs === null) await sleep(300);
  }
}

function planOf(shop: Shop, token: string, attempt = 1): Promise<Row | undefined> {
  return bench.ledger.read(servedId({ secret: shop.secretArn, token }, attempt));
}

async function inSecret(shop: Shop): Promise<Record<string, string>> {
  const { SecretString = '{}' } = await vault.send(new GetSecretValueCommand({ SecretId: shop.secretArn }));
  return JSON.parse(SecretString) as Record<string, string>;
}

describe('a rotation that Secrets Manager asks for', () => {
  it('takes the four steps, each asked twice, and leaves the old key to its watch', async () => {
    const shop = await aShop();
    const token = await layOut(shop);
    for (const step of SERVED_STEPS) {
      expect(await ask(shop, step, token)).toBe('done');
      if (step === 'createSecret') {
        expect(await labelsOf(lab, shop.secretArn)).toMatchObject({
          AWSCURRENT: shop.version,
          AWSPENDING: token,
        });
        expect(await shop.keys()).toHaveLength(2);
        expect(started).toEqual([]);
      }
      expect(await ask(shop, step, token)).toBe('done');
    }
    expect(await labelsOf(lab, shop.secretArn)).toMatchObject({ AWSCURRENT: token });
    const row = await planOf(shop, token);
    expect(row).toMatchObject({ state: 'going', creations: 1, place: { table: 'rotate' } });
    expect(await inSecret(shop)).toMatchObject({ key: row?.newKey, bucket: 'orders' });
    expect(new Set(await shop.keys())).toEqual(new Set([`${shop.key} Active`, `${row?.newKey} Active`]));
    expect(new Set(started)).toEqual(new Set([row?.rotation]));
  });

  it('gives the old key no other end than the protocol does: watched, deactivated, quarantined, deleted', async () => {
    const shop = await aShop();
    const token = await layOut(shop);
    const options = { policy: { approvals: { rotate: [], retire: [], contain: [] } } };
    for (const step of SERVED_STEPS) expect(await ask(shop, step, token, options)).toBe('done');
    const row = await toTheEnd(shop, token);
    expect(row).toMatchObject({ state: 'done', noReturn: true });
    expect(await shop.keys()).toEqual([`${row.newKey} Active`]);
    expect(await labelsOf(lab, shop.secretArn)).toMatchObject({
      AWSCURRENT: token,
      AWSPREVIOUS: shop.version,
    });
    expect((await labelsOf(lab, shop.secretArn)).AWSPENDING).toBeUndefined();
    // The next one of the schedule.
    const following = await layOut(shop);
    expect(await ask(shop, 'createSecret', following, options)).toBe('done');
    expect(await shop.keys()).toHaveLength(2);
  });

  it('is begun once by two who are asked the same at the same time, and by one of two who are not', async () => {
    const shop = await aShop();
    const token = await layOut(shop);
    const both = await Promise.all([ask(shop, 'createSecret', token), ask(shop, 'createSecret', token)]);
    expect(both).toEqual(['done', 'done']);
    expect(await shop.keys()).toHaveLength(2);
    const rival = await layOut(shop);
    expect(await ask(shop, 'createSecret', rival)).toMatch(/in rotation: plan .* nightwarden status/);
    expect(await shop.keys()).toHaveLength(2);
    // The pending label is the rival's now, which has made nothing.
    expect(await ask(shop, 'finishSecret', token)).toMatch(/is not AWSPENDING/);
    expect(await inSecret(shop)).toMatchObject({ key: shop.key });
  });

  it.each<{ call: string; landed: boolean; end: string }>([
    { call: 'createKey', landed: true, end: 'restored' },
    { call: 'createKey', landed: false, end: 'going' },
    { call: 'stageVersion', landed: true, end: 'going' },
    { call: 'stageVersion', landed: false, end: 'restored' },
    { call: 'moveCurrent', landed: true, end: 'going' },
    { call: 'moveCurrent', landed: false, end: 'going' },
  ])('survives a crash around $call (landed: $landed): no holder is cut off, no key is left', async (it) => {
    const shop = await aShop();
    const token = await layOut(shop);
    // Only as long as the one call that is lost.
    const durations = { ...shop.plan().durations, lease: 3_000, patience: 4_000 };
    let crashes = 0;
    const broken = (whole: RotationHands): RotationHands => ({
      ...whole,
      async call(row, call) {
        if (call.do !== it.call || crashes > 0) return whole.call(row, call);
        crashes += 1;
        if (it.landed) await whole.call(row, call);
        throw new Error('crashed');
      },
    });
    const options: Options = { broken, withinMs: 2_000, policy: { durations } };
    for (const step of SERVED_STEPS) {
      let told = await ask(shop, step, token, options);
      for (let time = 0; told !== 'done' && time < 15 && !/plan .* is/.test(told); time += 1) {
        await sleep(1_000);
        told = await ask(shop, step, token, options);
      }
    }
    const row = it.end === 'going' ? await planOf(shop, token) : await toTheEnd(shop, token);
    expect(row?.state).toBe(it.end);
    const keys = await shop.keys();
    if (it.end === 'restored') {
      expect(keys).toEqual([`${shop.key} Active`]);
      expect(await inSecret(shop)).toMatchObject({ key: shop.key });
      expect(await ask(shop, 'createSecret', token)).toMatch(/is restored/);
    } else {
      expect(keys).toHaveLength(2);
      expect(await inSecret(shop)).toMatchObject({ key: row?.newKey });
    }
  });

  it('deactivates and deletes the key that could not be stored, and says so', async () => {
    const shop = await aShop();
    const token = await layOut(shop);
    await fetch(`${lab.endpoint}/_lab/deny`, {
      method: 'POST',
      body: JSON.stringify({ action: 'secretsmanager:PutSecretValue' }),
    });
    expect(await ask(shop, 'createSecret', token)).toMatch(
      /plan .* goes back to the old key: the new value was lost before it was stored; see nightwarden status/,
    );
    expect(started).toHaveLength(1);
    await fetch(`${lab.endpoint}/_lab/deny`, { method: 'DELETE' });
    expect(await toTheEnd(shop, token)).toMatchObject({ state: 'restored', newKey: expect.any(String) });
    expect(await shop.keys()).toEqual([`${shop.key} Active`]);
    expect((await labelsOf(lab, shop.secretArn)).AWSPENDING).toBeUndefined();
  });
});

describe('a rotation that is refused', () => {
  let shop: Shop;
  let token: string;
  beforeAll(async () => {
    shop = await aShop();
    token = await layOut(shop);
  });
  const untouched = async () => {
    expect(await shop.keys()).toEqual([`${shop.key} Active`]);
    expect(await inSecret(shop)).toMatchObject({ key: shop.key });
    expect(await planOf(shop, token)).toBeUndefined();
  };

  it.each<{ why: string; options: () => Options; says: RegExp }>([
    {
      why: 'of a secret that nobody declared',
      options: () => ({ declared: [] }),
      says: /no credential under/,
    },
    {
      why: 'of a secret that two credentials are said to be stored in',
      options: () => ({ declared: [declared(shop), declared(shop, { credential: 'AKIAOTHER0000000000' })] }),
      says: /more than one credential/,
    },
    {
      why: 'of a user that nothing may touch',
      options: () => ({ policy: { breakGlass: [shop.principal] } }),
      says: /break-glass/,
    },
    {
      why: 'above a cap',
      options: () => ({ policy: { caps: { night: 0, account: 9, owner: 9, containAnHour: 9 } } }),
      says: /the cap is 0/,
    },
    {
      why: 'of a key that has other copies',
      options: () => ({
        declared: [
          declared(shop, {
            copies: [{ id: 'p', wayBack: true, target: { in: 'parameter', name: '/p', region: REGION } }],
          }),
        ],
      }),
      says: /copy p holds the key beside its secret/,
    },
  ])('$why changes nothing, and says what to do', async ({ options, says }) => {
    expect(await ask(shop, 'createSecret', token, options())).toMatch(says);
    await untouched();
  });

  it('is one of a token that is over, of steps out of order, and of a function that is not the one', async () => {
    expect(await ask(shop, 'createSecret', crypto.randomUUID())).toMatch(/is not AWSPENDING, version .* is/);
    expect(await ask(shop, 'finishSecret', token)).toMatch(/before createSecret had made anything/);
    await untouched();
  });

  it('waits for a person where the switch is on pause', async () => {
    await setSwitch(bench.table, { which: 'rotate', position: 'pause', by: 'arn:aws:iam::1:user/x' }, clock);
    expect(await ask(shop, 'createSecret', token)).toMatch(/the switch is on pause/);
    await setSwitch(bench.table, { which: 'rotate', position: 'run', by: 'arn:aws:iam::1:user/x' }, clock);
    await untouched();
  });

  it('is contained, and not rotated, where the key leaked', async () => {
    const exposures = [{ credential: shop.key, at: new Date().toISOString(), source: 'a scanner' }];
    await writeFile(join(lab.folder, 'exposures.json'), JSON.stringify(exposures));
    expect(await ask(shop, 'createSecret', token, { exposures: join(lab.folder, 'exposures.json') })).toMatch(
      /leaked \(a scanner\).*nightwarden contain/,
    );
    await untouched();
  });

  it('leaves both keys of a user alone that has two, whichever is the secret\u2019s', async () => {
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: shop.user }));
    const named = { declared: [declared(shop, { credential: shop.key })] };
    expect(await ask(shop, 'createSecret', token, named)).toMatch(/has a second key, .* retire/);
    expect(await ask(shop, 'createSecret', token)).toMatch(/this user has two keys: name one of/);
    expect(await shop.keys()).toHaveLength(2);
    await iam.send(
      new DeleteAccessKeyCommand({ UserName: shop.user, AccessKeyId: AccessKey?.AccessKeyId ?? '' }),
    );
    await untouched();
  });

  it('is one whose secret has not the fields that were declared; once they are there, the same token works', async () => {
    const before = await inSecret(shop);
    await vault.send(
      new PutSecretValueCommand({ SecretId: shop.secretArn, SecretString: '{"other":"CANARY"}' }),
    );
    expect(await ask(shop, 'createSecret', token)).toMatch(
      /plan .* is refused: its secret can not be written/,
    );
    expect(await shop.keys()).toEqual([`${shop.key} Active`]);
    await vault.send(
      new PutSecretValueCommand({ SecretId: shop.secretArn, SecretString: JSON.stringify(before) }),
    );
    expect(await ask(shop, 'createSecret', token)).toBe('done');
    expect((await planOf(shop, token, 2))?.newKey).toEqual(expect.any(String));
  });
});

it('tells no value to anybody: neither the ledger, nor an error, nor what went wrong', async () => {
  const rows = await new DynamoDBClient(labClient(lab)).send(
    new ScanCommand({ TableName: 'nightwarden-state' }),
  );
  const everything = JSON.stringify([rows.Items, bench.troubles, answers]);
  expect(rows.Items?.length).toBeGreaterThan(20);
  const values = shops.flatMap((shop) => [...shop.values, shop.keySecret]);
  // Those that are in it are not shown either.
  expect(values.filter((value) => value.length > 20 && everything.includes(value)).length).toBe(0);
  expect(values.length).toBeGreaterThan(10);
});
