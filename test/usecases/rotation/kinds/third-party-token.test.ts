import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../../lib/core/rotation/ledger.ts';
import { evidenceKey } from '../../../../lib/usecases/rotation/hands/names.ts';
import { type Lab, startLab } from '../../../lab/lab.ts';
import { type Bridge, type Misdeed, startBridge } from '../../../remote/bridge.ts';
import { labelsOf } from '../hands/account.ts';
import { type Bench, openBench, type Until } from '../hands/bench.ts';
import { type Acme, type AcmeOptions, openAcme } from './acme.ts';

const KEPT = { abilities: { lastUsedSignal: 'kept' } } as const;

let lab: Lab;
let bench: Bench;
const opened: Acme[] = [];
const bridges: Bridge[] = [];

beforeAll(async () => {
  lab = await startLab({ auth: true });
  process.env.AWS_ENDPOINT_URL = lab.endpoint;
  bench = await openBench(lab, { more: ['secretsmanager:GetSecretValue'], times: 3 });
});
afterAll(async () => {
  await Promise.all(opened.map((acme) => acme.stop()));
  for (const bridge of bridges) bridge.stop();
  await lab?.stop();
});

/** Each has a bridge of its own, so that what one of them does wrong is nobody else's. */
async function open(options: AcmeOptions = {}): Promise<{ readonly acme: Acme; readonly bridge: Bridge }> {
  const bridge = await startBridge();
  bridges.push(bridge);
  const acme = await openAcme(lab, bridge, options);
  opened.push(acme);
  return { acme, bridge };
}

/** To its end, or until it has come far enough; whatever it asks for is let pass. */
function untilEnd(rotation: string, isEnough?: Until['isEnough']): Promise<Row> {
  const approves = ['deactivate', 'delete'] as const;
  return bench.untilEnd(rotation, {
    approves,
    within: 60_000,
    ...(isEnough === undefined ? {} : { isEnough }),
  });
}

/** Whatever was kept or said, and none of the values, nor what opens a bridge: each holds the word. */
async function expectNoValue(...rotations: readonly string[]): Promise<void> {
  const kept = await Promise.all(
    rotations.map(async (id) => [await bench.ledger.read(id), await bench.ledger.of(id)]),
  );
  expect(JSON.stringify([kept, bench.allSealed(), bench.troubles])).not.toMatch(/NIGHTWARDENCANARY|Bearer /);
}

function expectNoFailure({ calls }: Acme): void {
  for (const { done, failed } of Object.values(calls)) {
    expect(failed).toBe(0);
    expect(done).toBeGreaterThan(5);
  }
}

const creations = (acme: Acme) => acme.asked().filter((line) => line.startsWith('create'));

describe.concurrent('a third party’s token, each call by its own role', { timeout: 120_000 }, () => {
  it('of which nothing tells is rotated without a failed call, and the old one stays Inactive', async () => {
    const { acme } = await open();
    acme.start();
    const rotation = await bench.started(acme.plan());
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({ state: 'done', fault: null });
    const { newKey } = row;
    expect(acme.listed()).toEqual([`${acme.id} Inactive`, `${newKey} Active`].toSorted());
    expect(await acme.held()).toEqual([newKey, newKey]);
    expect(await labelsOf(lab, acme.secretArn)).not.toHaveProperty('AWSPENDING');
    await acme.stop();
    expectNoFailure(acme);
    expect(creations(acme)).toHaveLength(1);
    expect(acme.asked().filter((line) => line === `prove ${newKey}`).length).toBeGreaterThanOrEqual(3);
    // Nothing keeps it, so nobody asks.
    expect(acme.asked().some((line) => line.startsWith('use'))).toBe(false);
    await expectNoValue(rotation);
  });

  it('of which the last use is kept is watched like a key, deleted without a failed call, and rotated again', async () => {
    const { acme } = await open(KEPT);
    acme.start();
    const rotation = await bench.started(acme.plan());
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({ state: 'done', fault: null });
    expect(acme.listed()).toEqual([`${row.newKey} Active`]);
    expect(acme.asked()).toContain(`use ${acme.id}`);
    // It is never signed with while it is watched.
    expect(acme.asked()).not.toContain(`prove ${acme.id}`);
    const key = row.newKey ?? '';
    const plan = acme.plan({
      key,
      slots: [{ id: key, status: 'Active' }],
      secret: { arn: acme.secretArn, version: `${rotation}.1` },
    });
    const again = await bench.started(plan);
    expect(await untilEnd(again)).toMatchObject({ state: 'done', fault: null });
    await acme.stop();
    expectNoFailure(acme);
    await expectNoValue(rotation, again);
  });

  it('goes back when a dependent is ill with the new one, and no call failed', async () => {
    const { acme } = await open(KEPT);
    acme.mood.mirror = 'onNew';
    acme.start();
    const rotation = await bench.started(acme.plan());
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({ state: 'restored', fault: { because: 'dependentsWell' } });
    expect(row.opened).toContain('publish:store');
    expect(acme.listed()).toEqual([`${acme.id} Active`]);
    expect(await acme.held()).toEqual([acme.id, acme.id]);
    await acme.stop();
    expectNoFailure(acme);
    await expectNoValue(rotation);
  });

  it('is watched anew while somebody uses the old one, whoever that is, and nobody’s word covers that', async () => {
    const { acme, bridge } = await open(KEPT);
    const [token = ''] = [...bridge.values];
    acme.start();
    const rotation = await bench.started(acme.plan());
    const { times } = await untilEnd(rotation, ({ place }) => place.step === 'deactivate');
    await fetch(bridge.thirdParty, { headers: { authorization: `Bearer ${token}` } });
    const { row } = await bench.step(rotation, 'switcher');
    expect(row.times.watchFrom).toBeGreaterThan(times.watchFrom);
    expect(row).toMatchObject({ state: 'going', place: { step: 'deactivate' } });
    expect(await untilEnd(rotation)).toMatchObject({ state: 'done' });
    await acme.stop();
    expectNoFailure(acme);
  });

  it.each`
    signal    | left
    ${'kept'} | ${[]}
    ${'none'} | ${['Inactive']}
  `('that nobody holds is retired ($signal), and $left.length stay', async ({ signal, left }) => {
    const { acme } = await open({ abilities: { lastUsedSignal: signal as 'kept' | 'none' } });
    const plan = acme.plan({ kind: 'retire', secret: null, copies: [], dependents: [] });
    const rotation = await bench.started(plan);
    expect(await untilEnd(rotation)).toMatchObject({ state: 'done', fault: null });
    expect(acme.listed()).toEqual((left as string[]).map((status) => `${acme.id} ${status}`));
  });

  it('that leaked is deactivated at once, and its dependents get another one of the same principal', async () => {
    const { acme, bridge } = await open();
    // Somebody else's, or a thief's: nobody asked for it by the contract.
    const { id: other } = bridge.given(acme.principal);
    acme.start();
    const rotation = await bench.contained(acme.plan({ kind: 'contain', approvals: ['delete'] }));
    await untilEnd(rotation, ({ place }) => place.step === 'seal');
    expect(acme.listed()).toEqual([`${acme.id} Inactive`, `${other} Inactive`].toSorted());
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({ state: 'done', fault: null, contain: { seal: 'sealed', deny: 'asked' } });
    expect(acme.listed()).toEqual([`${row.newKey} Active`]);
    expect(await acme.held()).toEqual([row.newKey, row.newKey]);
    const before = acme.calls.mirror.failed;
    await expect.poll(() => acme.calls.mirror.done, { timeout: 20_000 }).toBeGreaterThan(1);
    expect(acme.calls.mirror.failed).toBe(before);
    expect(bench.sealed(evidenceKey(rotation)).keys).toMatchObject([
      { id: acme.id, status: 'Inactive', askedFor: false, lastUsedAt: 'not told' },
      { id: other, status: 'Inactive' },
    ]);
    await expectNoValue(rotation);
  });

  it('that leaked in the midst of a rotation takes both away, the new one too', async () => {
    const { acme } = await open();
    const rotated = await bench.started(acme.plan());
    const held = await untilEnd(rotated, ({ place }) => place.step === 'deactivate');
    const newKey = held.newKey ?? '';
    const plan = acme.plan({
      kind: 'contain',
      approvals: [],
      slots: [acme.id, newKey].map((id) => ({ id, status: 'Active' })),
      secret: { arn: acme.secretArn, version: `${rotated}.1` },
    });
    const rotation = await bench.contained(plan, held);
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({ state: 'done' });
    expect(await bench.ledger.read(rotated)).toMatchObject({ state: 'superseded' });
    expect(acme.listed()).toEqual([`${row.newKey} Active`]);
    expect([acme.id, newKey]).not.toContain(row.newKey);
  });

  it('that leaked and that somebody activates again is deactivated again', async () => {
    const { acme, bridge } = await open();
    const rotation = await bench.contained(acme.plan({ kind: 'contain', approvals: ['delete'] }));
    await bench.untilEnd(rotation, ({ place }) => place.step === 'remove');
    bridge.setStatus(acme.principal, acme.id, 'Active');
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({ state: 'done' });
    expect(acme.listed()).toEqual([`${row.newKey} Active`]);
    expect(acme.asked().filter((line) => line === `set-status ${acme.id} Inactive`)).toHaveLength(2);
  });

  it('that leaked where the third party counts what is Inactive ends Blocked, refused, and names who is cut off', async () => {
    const { acme, bridge } = await open();
    bridge.countsInactive = true;
    bridge.given(acme.principal);
    const durations = { ...acme.plan().durations, patience: 1_500 };
    const plan = acme.plan({ kind: 'contain', approvals: ['delete'], durations });
    const row = await untilEnd(await bench.contained(plan));
    expect(row).toMatchObject({ state: 'blocked', contain: { replaced: { mirror: null, batch: null } } });
    expect(acme.listed().map((line) => line.split(' ')[1])).toEqual(['Inactive', 'Inactive']);
  });
});

const lost: readonly [string, Misdeed['says']][] = [
  ['says 500 after it has done it', { status: 500, body: 'NIGHTWARDENCANARY said' }],
  ['breaks off after it has done it', 'drops'],
  ['says a field too many', { status: 200, body: { id: 'a', value: 'NIGHTWARDENCANARY-v', more: 1 } }],
  ['names it by its value', { status: 200, body: { id: 'CANARY-as-id', value: 'CANARY-as-id' } }],
];

describe.concurrent('a bridge that', { timeout: 120_000 }, () => {
  it.each(lost)('%s is asked for one once; it is found in the list, and removed', async (_why, says) => {
    const { acme, bridge } = await open();
    bridge.misdeed = { action: 'create', after: true, says };
    acme.start();
    const rotation = await bench.started(acme.plan());
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({ state: 'restored', newKey: null });
    expect(creations(acme)).toHaveLength(1);
    expect(acme.listed()).toEqual([`${acme.id} Active`]);
    expect(await acme.held()).toEqual([acme.id, acme.id]);
    await acme.stop();
    expectNoFailure(acme);
    await expectNoValue(rotation);
  });

  it('makes two where it is asked for one: the second, which nobody was given, is removed', async () => {
    const { acme, bridge } = await open();
    bridge.makesTwo = true;
    acme.start();
    const rotation = await bench.started(acme.plan());
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({ state: 'done', fault: null });
    expect(acme.listed()).toEqual([`${acme.id} Inactive`, `${row.newKey} Active`].toSorted());
    await acme.stop();
    expectNoFailure(acme);
  });

  it('makes two each time that contain asks for one ends Blocked: neither is given to anybody, what leaked is refused', async () => {
    const { acme, bridge } = await open();
    bridge.makesTwo = true;
    const row = await untilEnd(await bench.contained(acme.plan({ kind: 'contain', approvals: [] })));
    expect(row).toMatchObject({ state: 'blocked', fault: { because: 'successorsLeft' } });
    expect(acme.listed()).toContain(`${acme.id} Inactive`);
    expect(await acme.held()).toEqual([acme.id, acme.id]);
    expect(creations(acme).length).toBeLessThanOrEqual(5);
  });

  it('loses the answer of a successor’s creation is asked for another one, and the lost one is removed first', async () => {
    const { acme, bridge } = await open();
    bridge.misdeed = { action: 'create', after: true, says: 'drops' };
    const rotation = await bench.contained(acme.plan({ kind: 'contain', approvals: [] }));
    await untilEnd(rotation, ({ opened: done }) => done.includes('createSuccessor'));
    const [orphan = ''] = acme.listed().filter((line) => line.endsWith(' Active'));
    bridge.misdeed = null;
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({ state: 'done', fault: null });
    expect(orphan).not.toBe('');
    expect(acme.listed()).toEqual([`${row.newKey} Active`]);
    expect(orphan).not.toContain(row.newKey);
    await expectNoValue(rotation);
  });

  it.each<[string, Misdeed]>([
    ['refuses it', { action: 'create', says: { status: 403, body: 'NIGHTWARDENCANARY' } }],
    [
      'leads elsewhere',
      { action: 'create', says: { status: 307, headers: { location: 'http://127.0.0.1:1' } } },
    ],
  ])('%s makes none, and everything is as it was', async (_why, misdeed) => {
    const { acme, bridge } = await open();
    bridge.misdeed = misdeed;
    const durations = { ...acme.plan().durations, patience: 1_500 };
    const rotation = await bench.started(acme.plan({ durations }));
    expect(await untilEnd(rotation)).toMatchObject({ state: 'restored', newKey: null });
    expect(acme.listed()).toEqual([`${acme.id} Active`]);
    await expectNoValue(rotation);
  });

  it.each<[string, Misdeed['says']]>([
    ['is down', { status: 503, body: 'NIGHTWARDENCANARY' }],
    ['tells a text', { status: 200, body: 'NIGHTWARDENCANARY' }],
    [
      'tells too much of each',
      { status: 200, body: { credentials: [{ id: 'a', secret: 'NIGHTWARDENCANARY' }] } },
    ],
  ])('%s when it is asked what there is: nothing goes forward', async (_why, says) => {
    const { acme, bridge } = await open();
    bridge.misdeed = { action: 'list', says };
    const rotation = await bench.started(acme.plan({ dependents: [] }));
    const { row } = await bench.step(rotation, 'issuer');
    expect(row).toMatchObject({ state: 'going', opened: [], seq: 1 });
    expect(creations(acme)).toEqual([]);
    await expectNoValue(rotation);
  });

  it('hangs is left alone after its time, and nothing goes forward', async () => {
    const { acme, bridge } = await open();
    bridge.misdeed = { action: 'list', says: 'hangs' };
    const durations = { ...acme.plan().durations, patience: 120_000 };
    const rotation = await bench.started(acme.plan({ durations, dependents: [] }));
    const began = Date.now();
    const { row } = await bench.step(rotation, 'issuer');
    expect(row).toMatchObject({ state: 'going', opened: [] });
    // Each of two looks ends with the time of a read.
    expect(Date.now() - began).toBeLessThan(40_000);
  });

  it('will not prove the new one brings everything back', async () => {
    const { acme, bridge } = await open();
    bridge.misdeed = { action: 'prove', says: { status: 200, body: { works: false } } };
    const durations = { ...acme.plan().durations, patience: 2_000 };
    const rotation = await bench.started(acme.plan({ durations, dependents: [] }));
    const row = await untilEnd(rotation, ({ place }) => place.table === 'rollback');
    expect(row.opened).not.toContain('publish:parameter');
    expect(await acme.held()).toEqual([acme.id, acme.id]);
  });

  it('tells of no use is taken for one that nobody knows of: the old one stays Active', async () => {
    const { acme, bridge } = await open(KEPT);
    bridge.misdeed = { action: 'use', says: { status: 200, body: { lastUsedAt: 'yesterday' } } };
    const rotation = await bench.started(acme.plan({ dependents: [] }));
    await untilEnd(rotation, ({ place }) => place.step === 'deactivate');
    await sleep(acme.plan().durations.watch);
    const { row } = await bench.step(rotation, 'switcher');
    expect(row).toMatchObject({ state: 'going', place: { step: 'deactivate' } });
    expect(row.opened).not.toContain('deactivateOld');
  });

  it.each`
    why                                     | access
    ${'is opened by no JSON'}               | ${'NIGHTWARDENCANARYtoken'}
    ${'is opened by a token alone'}         | ${'{"token":"NIGHTWARDENCANARYtoken"}'}
    ${'is opened by a key that is short'}   | ${'{"token":"NIGHTWARDENCANARYtoken","signingKey":"short"}'}
    ${'is opened by what it does not take'} | ${`{"token":"NIGHTWARDENCANARYwrong","signingKey":"${'x'.repeat(32)}"}`}
  `('$why is waited for, and nothing is done', async ({ access }) => {
    const { acme } = await open({ access });
    const rotation = await bench.started(acme.plan({ dependents: [] }));
    const { row } = await bench.step(rotation, 'issuer');
    expect(row).toMatchObject({ state: 'going', opened: [], seq: 1 });
    expect(creations(acme)).toEqual([]);
    await expectNoValue(rotation);
  });

  it('would be reached over an open wire is sent nothing', async () => {
    const { acme } = await open({ api: 'http://bridge.example.com' });
    const rotation = await bench.started(acme.plan({ dependents: [] }));
    const { row } = await bench.step(rotation, 'issuer');
    expect(row).toMatchObject({ state: 'going', opened: [] });
    expect(bench.troubles.join('\n')).toContain('no https address: nothing was sent');
  });
});

describe.concurrent('is refused, and nothing is made, where the secret', { timeout: 60_000 }, () => {
  it.each`
    why                              | text
    ${'has no id'}                   | ${(fields: object) => JSON.stringify({ ...fields, tokenId: undefined })}
    ${'has a number as the token'}   | ${(fields: object) => JSON.stringify({ ...fields, token: 7 })}
    ${'is no JSON'}                  | ${() => 'NIGHTWARDENCANARYurl'}
    ${'holds another than was told'} | ${(fields: object) => JSON.stringify({ ...fields, tokenId: 'tok.else' })}
  `('$why', async ({ text }) => {
    const { acme } = await open({ text });
    const rotation = await bench.started(acme.plan({ dependents: [] }));
    expect(await untilEnd(rotation)).toMatchObject({ state: 'refused', opened: [] });
    expect(acme.listed()).toEqual([`${acme.id} Active`]);
    await expectNoValue(rotation);
  });
});
