import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../../lib/core/rotation/ledger.ts';
import type { RotationHands } from '../../../../lib/ports/rotation.ts';
import { type Server, startServer } from '../../../databases/server.ts';
import { type Lab, startLab } from '../../../lab/lab.ts';
import { labelsOf } from '../hands/account.ts';
import { type Bench, openBench } from '../hands/bench.ts';
import { type Orders, type OrdersOptions, openOrders } from './orders.ts';

const PASSWORDS = /NIGHTWARDENCANARY|SCRAM-SHA-256/;

let lab: Lab;
let server: Server;
let bench: Bench;
const opened: Orders[] = [];

beforeAll(async () => {
  [lab, server] = await Promise.all([startLab({ auth: true }), startServer()]);
  process.env.AWS_ENDPOINT_URL = lab.endpoint;
  bench = await openBench(lab, { more: ['secretsmanager:GetSecretValue'], times: 3 });
});
afterAll(async () => {
  await Promise.all(opened.map((orders) => orders.stop()));
  await Promise.all([lab?.stop(), server?.stop()]);
});

async function open(options: OrdersOptions = {}): Promise<Orders> {
  const orders = await openOrders(lab, server, options);
  opened.push(orders);
  return orders;
}

/** To its end, or until it has come far enough; its deactivation is let pass. */
function untilEnd(rotation: string, isEnough: (row: Row) => boolean = () => false): Promise<Row> {
  return bench.untilEnd(rotation, { isEnough, approves: ['deactivate'], within: 60_000 });
}

/** Whatever was kept, said or logged, and none of the passwords. */
async function expectNoValue(orders: Orders, ...rotations: readonly string[]): Promise<void> {
  const kept = JSON.stringify([
    ...(await Promise.all(
      rotations.map(async (id) => [await bench.ledger.read(id), await bench.ledger.of(id)]),
    )),
    bench.allSealed(),
    bench.troubles,
  ]);
  expect(kept).not.toMatch(PASSWORDS);
  for (const value of orders.values) {
    expect(kept.includes(value)).toBe(false);
    // What the owner of the server wrote at the beginning is its own.
    if (!value.startsWith('NIGHTWARDENCANARY')) expect(server.log().includes(value)).toBe(false);
  }
}

function expectNoFailure({ queries }: Orders): void {
  for (const { done, failed } of Object.values(queries)) {
    expect(failed).toEqual([]);
    expect(done).toBeGreaterThan(20);
  }
}

/** Nothing was made, and nobody lost anything. */
async function expectUntouched(orders: Orders, free = 'free'): Promise<void> {
  const [one = '', other = ''] = orders.database.users;
  expect(await orders.users()).toEqual([`${one} LOGIN`, `${other} ${free}`].toSorted());
  expect(await orders.held()).toEqual({ secret: one, parameter: one });
  await (await orders.session(one, orders.password)).end();
}

const quoted = (name: string | undefined) => `"${(name ?? '').replaceAll('"', '""')}"`;
const another = ({ database }: Orders) => quoted(database.users[1]);

// All at once, each over an application of its own.
describe.concurrent('alternating users', () => {
  describe('two users that take turns, over a real Postgres and each call by its own role', {
    timeout: 120_000,
  }, () => {
    it('change places, and change back, without one failed query', async () => {
      const orders = await open();
      const [one = '', other = ''] = orders.database.users;
      await orders.start();
      const rotation = await bench.started(orders.plan());
      const row = await untilEnd(rotation);
      expect(row).toMatchObject({ state: 'done', fault: null, newKey: other });
      expect(await orders.users()).toEqual([`${one} free`, `${other} LOGIN`].toSorted());
      expect(await orders.held()).toEqual({ secret: other, parameter: other });
      const labels = await labelsOf(lab, orders.secretArn);
      expect(labels).toMatchObject({ AWSCURRENT: `${rotation}.1`, AWSPREVIOUS: orders.version });
      expect(labels).not.toHaveProperty('AWSPENDING');
      await expect(orders.session(one, orders.password)).rejects.toMatchObject({ code: '28P01' });

      const plan = orders.plan({
        key: other,
        slots: [{ id: other, status: 'Active' }],
        secret: { arn: orders.secretArn, version: `${rotation}.1` },
      });
      const again = await bench.started(plan);
      expect(await untilEnd(again)).toMatchObject({ state: 'done', newKey: one });
      expect(await orders.users()).toEqual([`${one} LOGIN`, `${other} free`].toSorted());
      await orders.stop();
      expectNoFailure(orders);
      expect(orders.values.size).toBe(4);
      await expectNoValue(orders, rotation, again);
    });

    it('change back at once when a dependent is ill with the new one, without one failed query', async () => {
      const orders = await open();
      const [one = '', other = ''] = orders.database.users;
      orders.mood.pool = 'onNew';
      await orders.start();
      const rotation = await bench.started(orders.plan());
      const row = await untilEnd(rotation);
      expect(row).toMatchObject({ state: 'restored', fault: { because: 'dependentsWell' } });
      expect(row.opened).toContain('publish:store');
      expect(await orders.users()).toEqual([`${one} LOGIN`, `${other} free`].toSorted());
      expect(await orders.held()).toEqual({ secret: one, parameter: one });
      expect(await labelsOf(lab, orders.secretArn)).not.toHaveProperty('AWSPENDING');
      await orders.stop();
      expectNoFailure(orders);
      await expectNoValue(orders, rotation);
    });
  });

  describe('is refused, and nothing is changed,', { timeout: 60_000 }, () => {
    it.each`
      why                                        | change
      ${'where the next user is not there'}      | ${(orders: Orders) => `drop role ${another(orders)}`}
      ${'where the next user is a superuser'}    | ${(orders: Orders) => `alter role ${another(orders)} superuser`}
      ${'where the next user may make users'}    | ${(orders: Orders) => `alter role ${another(orders)} createrole`}
      ${'where the next user may less'}          | ${(orders: Orders) => `revoke group${orders.database.dbname.slice(2)} from ${another(orders)} granted by ${orders.admin.user}`}
      ${'where the present user owns something'} | ${(orders: Orders) => `grant create on database ${orders.database.dbname} to ${quoted(orders.database.users[0])}`}
      ${'where a setting of the two differs'}    | ${(orders: Orders) => `alter role ${another(orders)} set search_path to nowhere`}
      ${'where the admin may not alter it'}      | ${(orders: Orders) => `revoke ${another(orders)} from ${orders.admin.user}`}
      ${'where a newer plan has changed it'}     | ${(orders: Orders) => `comment on role ${another(orders)} is '[nightwarden r-9 999.1]'`}
    `('$why', async ({ change }: { change: (orders: Orders) => string }) => {
      const orders = await open();
      await server.sql(change(orders));
      const plan = orders.plan({ dependents: [] });
      const rotation = await bench.started(plan);
      const row = await untilEnd(rotation);
      expect(row).toMatchObject({ state: 'refused', fault: { because: 'storeWritable' } });
      if (!change(orders).startsWith('drop')) await expectUntouched(orders);
    });

    it.each`
      free         | sql
      ${'LOGIN'}   | ${(name: string) => `alter role ${name} login valid until 'infinity'`}
      ${'NOLOGIN'} | ${(name: string) => `alter role ${name} valid until 'infinity'`}
    `('where the next user is somebody’s: $free', async ({ free, sql }) => {
      const orders = await open();
      await server.sql(sql(another(orders)));
      const rotation = await bench.started(orders.plan({ dependents: [] }));
      expect(await untilEnd(rotation)).toMatchObject({ state: 'refused' });
      await expectUntouched(orders, free);
    });

    it('where the next user still has sessions that we did not make', async () => {
      const orders = await open();
      await server.sql(`alter role ${another(orders)} login password 'theirs' valid until 'infinity'`);
      const theirs = await orders.session(orders.database.users[1] ?? '', 'theirs');
      await server.sql(`alter role ${another(orders)} nologin valid until '-infinity'`);
      const rotation = await bench.started(orders.plan({ dependents: [] }));
      expect(await untilEnd(rotation)).toMatchObject({
        state: 'refused',
        fault: { because: 'storeWritable' },
      });
      expect((await theirs.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      await theirs.end();
      await expectUntouched(orders);
      expect(bench.troubles.join('\n')).toContain('1 open session, from 127.0.0.1');
    });

    it.each`
      why                               | text
      ${'has not the fields'}           | ${() => '{"username":"app"}'}
      ${'is no JSON'}                   | ${() => 'postgres://app:NIGHTWARDENCANARYurl@db'}
      ${'names another server'}         | ${(fields: object) => JSON.stringify({ ...fields, host: 'evil.example.com' })}
      ${'is of another engine'}         | ${(fields: object) => JSON.stringify({ ...fields, engine: 'mysql' })}
      ${'holds another user than told'} | ${(fields: object) => JSON.stringify({ ...fields, username: 'somebody' })}
    `('where the secret $why', async ({ text }) => {
      const orders = await open({ text });
      const rotation = await bench.started(
        orders.plan({ dependents: [], copies: [{ id: 'store', kind: 'secret' }] }),
      );
      expect(await untilEnd(rotation)).toMatchObject({
        state: 'refused',
        fault: { because: 'storeWritable' },
      });
      await expectNoValue(orders, rotation);
    });
  });

  describe('waits, and does nothing,', { timeout: 60_000 }, () => {
    it.each`
      why                                      | admin
      ${'while the admin’s secret is no JSON'} | ${'NIGHTWARDENCANARYnoJson'}
      ${'while the admin’s password is wrong'} | ${'{"username":"keeper1","password":"NIGHTWARDENCANARYwrong"}'}
      ${'while the admin is one of the two'}   | ${'{"username":"app1","password":"NIGHTWARDENCANARYself"}'}
    `('$why', async ({ admin }) => {
      const orders = await open({ admin });
      const rotation = await bench.started(orders.plan({ dependents: [] }));
      const { row } = await bench.step(rotation, 'issuer');
      expect(row).toMatchObject({ state: 'going', opened: [], seq: 1 });
      await expectNoValue(orders, rotation);
    });
  });

  describe('on the way', { timeout: 90_000 }, () => {
    it('finds the user of a change whose answer was lost by its mark, and makes it free again', async () => {
      const orders = await open();
      const rotation = await bench.started(orders.plan({ dependents: [] }));
      const lost = (own: RotationHands): RotationHands => ({
        ...own,
        async call(row, call) {
          await own.call(row, call);
          throw new Error('socket hang up');
        },
      });
      const { row } = await bench.step(rotation, 'issuer', lost);
      expect(row).toMatchObject({ newKey: null, opened: ['create'] });
      await expectUntouched(orders, 'LOGIN');
      expect(await untilEnd(rotation)).toMatchObject({ state: 'restored', orphan: null });
      await expectUntouched(orders);
      await expectNoValue(orders, rotation);
    });

    it('goes back when the server takes no change, and nobody lost anything', async () => {
      const orders = await open();
      const plan = orders.plan({
        dependents: [],
        durations: { ...orders.plan().durations, patience: 1_500 },
      });
      await server.sql(`alter role ${orders.admin.user} set default_transaction_read_only = on`);
      const rotation = await bench.started(plan);
      expect(await untilEnd(rotation)).toMatchObject({ state: 'restored', newKey: null });
      await expectUntouched(orders);
      expect(bench.troubles.join('\n')).toContain('25006');
    });

    it('begins the watch anew while somebody has a session with the old one, and lets it be', async () => {
      const orders = await open();
      const [one = ''] = orders.database.users;
      const pool = await orders.session(one, orders.password);
      const rotation = await bench.started(orders.plan({ dependents: [], approvals: [] }));
      const { times } = await untilEnd(rotation, ({ place }) => place.step === 'deactivate');
      await sleep(orders.plan().durations.watch);
      const { row } = await bench.step(rotation, 'switcher');
      expect(row.times.watchFrom).toBeGreaterThan(times.watchFrom);
      expect(row).toMatchObject({ state: 'going', place: { step: 'deactivate' } });
      expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      await pool.end();
      expect(await untilEnd(rotation)).toMatchObject({ state: 'done' });
    });

    it('gives the old one back when somebody still has a session with it in quarantine', async () => {
      const orders = await open();
      const [one = ''] = orders.database.users;
      const durations = { ...orders.plan().durations, quarantine: 6_000 };
      const rotation = await bench.started(orders.plan({ dependents: [], approvals: [], durations }));
      const inQuarantine = await untilEnd(rotation, ({ place }) => place.step === 'delete');
      expect(inQuarantine.opened).toContain('deactivateOld');
      // Between the last look and the call: no look can prevent it.
      await server.sql(`alter role ${quoted(one)} login`);
      const late = await orders.session(one, orders.password);
      await server.sql(`alter role ${quoted(one)} nologin`);
      const back = await untilEnd(rotation, ({ place }) => place.table === 'rollback');
      expect(back).toMatchObject({ fault: { because: 'oldQuiet' } });
      expect((await late.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
      await late.end();
      expect(await untilEnd(rotation)).toMatchObject({ state: 'restored' });
      await expectUntouched(orders);
    });

    it('retires a user that nobody uses, and its slot stays', async () => {
      const orders = await open();
      const [one = '', other = ''] = orders.database.users;
      const plan = orders.plan({ kind: 'retire', secret: null, copies: [], dependents: [], approvals: [] });
      const rotation = await bench.started(plan);
      expect(await untilEnd(rotation)).toMatchObject({ state: 'done' });
      expect(await orders.users()).toEqual([`${one} free`, `${other} free`].toSorted());
      await expect(orders.session(one, orders.password)).rejects.toMatchObject({ code: '28P01' });
    });
  });

  describe('a leaked password', { timeout: 90_000 }, () => {
    it('is refused and its sessions ended at once, and the dependents get the other user', async () => {
      const orders = await open();
      const [one = '', other = ''] = orders.database.users;
      const thief = await orders.session(one, orders.password);
      await orders.start();
      const rotation = await bench.contained(orders.plan({ kind: 'contain', approvals: [] }));
      await untilEnd(rotation, ({ place }) => place.step === 'sessions');
      await expect(thief.query('select 1')).rejects.toThrow(/terminat|not queryable/);
      await expect(orders.session(one, orders.password)).rejects.toThrow(
        /not permitted to log in|authentication failed/,
      );
      const row = await untilEnd(rotation);
      expect(row).toMatchObject({ state: 'done', newKey: other, contain: { deny: 'asked', seal: 'sealed' } });
      expect(row.contain?.replaced).toEqual({ each: other, parameter: other, pool: other });
      expect(await orders.users()).toEqual([`${one} free`, `${other} LOGIN`].toSorted());
      expect(await orders.held()).toEqual({ secret: other, parameter: other });
      const told = bench.sealed(`rotations/${rotation}/evidence.json`);
      expect(told.keys.map(({ id }: { id: string }) => id).toSorted()).toEqual([one, other].toSorted());
      await expectNoValue(orders, rotation);
    });

    it('in the midst of a rotation takes both users away, and the other comes back with a new password', async () => {
      const orders = await open();
      const [one = '', other = ''] = orders.database.users;
      const rotated = await bench.started(orders.plan({ dependents: [] }));
      const held = await untilEnd(rotated, ({ place }) => place.step === 'deactivate');
      const { secret } = await orders.held();
      expect(secret).toBe(other);
      const password = [...orders.values].find((value) => !value.startsWith('NIGHTWARDENCANARY')) ?? '';
      await (await orders.session(other, password)).end();
      const rotation = await bench.contained(
        orders.plan({ kind: 'contain', approvals: [], dependents: [] }),
        held,
      );
      expect(await untilEnd(rotation)).toMatchObject({ state: 'done' });
      expect(await bench.ledger.read(rotated)).toMatchObject({ state: 'superseded' });
      expect(await orders.users()).toEqual([`${one} free`, `${other} free`].toSorted());
      await expect(orders.session(one, orders.password)).rejects.toMatchObject({ code: '28P01' });
      await expect(orders.session(other, password)).rejects.toThrow(
        /not permitted to log in|authentication failed/,
      );
    });
  });
});

describe('a server that goes away in the midst', { timeout: 90_000 }, () => {
  it('is waited for, nothing goes forward meanwhile, and the plan comes to its end after it', async () => {
    const orders = await open();
    const [, other = ''] = orders.database.users;
    const rotation = await bench.started(orders.plan({ dependents: [], approvals: [] }));
    await untilEnd(rotation, ({ place }) => place.step === 'publish');
    await server.halt();
    const down = await bench.step(rotation, 'publisher');
    expect(down.row).toMatchObject({ state: 'going', place: { step: 'publish', copy: 0 } });
    await server.resume();
    expect(await untilEnd(rotation)).toMatchObject({ state: 'done', newKey: other });
    expect(await orders.held()).toEqual({ secret: other, parameter: other });
  });
});
