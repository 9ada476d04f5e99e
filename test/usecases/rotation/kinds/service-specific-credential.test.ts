import { setTimeout as sleep } from 'node:timers/promises';
import { IAMClient, ListServiceSpecificCredentialsCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../../lib/core/rotation/ledger.ts';
import type { RotationHands } from '../../../../lib/ports/rotation.ts';
import { serviceProofs } from '../../../../lib/remote/service-proof.ts';
import { evidenceKey, successorOf } from '../../../../lib/usecases/rotation/hands/names.ts';
import { type Lab, labClient, startLab } from '../../../lab/lab.ts';
import { labelsOf } from '../hands/account.ts';
import { type Bench, openBench } from '../hands/bench.ts';
import { type Mirror, type MirrorOptions, openMirror, openServices, type Services } from './mirror.ts';

let lab: Lab;
let services: Services;
let bench: Bench;
const opened: Mirror[] = [];

beforeAll(async () => {
  lab = await startLab({ auth: true });
  process.env.AWS_ENDPOINT_URL = lab.endpoint;
  services = await openServices(lab);
  const route = ({ host, pathname, search }: URL) => new URL(`/${host}${pathname}${search}`, services.origin);
  bench = await openBench(lab, { times: 3, services: serviceProofs(route) });
});
afterAll(async () => {
  await Promise.all(opened.map((mirror) => mirror.stop()));
  services?.stop();
  await lab?.stop();
});

async function open(options: MirrorOptions = {}): Promise<Mirror> {
  const mirror = await openMirror(lab, services, options);
  opened.push(mirror);
  return mirror;
}

/** To its end, and whatever it asks for is let pass. */
function untilEnd(rotation: string): Promise<Row> {
  return bench.untilEnd(rotation, { approves: ['deactivate', 'delete'], within: 50_000 });
}

/** Whatever was kept or said, and none of the values: each holds the word. */
async function expectNoValue(...rotations: readonly string[]): Promise<void> {
  const kept = await Promise.all(
    rotations.map(async (id) => [await bench.ledger.read(id), await bench.ledger.of(id)]),
  );
  expect(JSON.stringify([kept, bench.allSealed(), bench.troubles])).not.toMatch(
    /NIGHTWARDENCANARY|Basic |Bearer /,
  );
}

function expectNoFailure({ calls }: Mirror): void {
  for (const { done, failed } of Object.values(calls)) {
    expect(failed).toBe(0);
    expect(done).toBeGreaterThan(5);
  }
}

/** A creation whose answer never came. */
const lost = (hands: RotationHands): RotationHands => ({
  ...hands,
  async call(row, call) {
    const answer = await hands.call(row, call);
    return call.do === 'createKey' ? { outcome: 'lost' } : answer;
  },
});

describe.concurrent('what IAM made for one service, each call by its own role', { timeout: 120_000 }, () => {
  it('is rotated without a failed call, and the old one stays Inactive: nobody could see whether it was used', async () => {
    const mirror = await open();
    mirror.start();
    const rotation = await bench.started(mirror.plan());
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({ state: 'done', fault: null });
    const { newKey } = row;
    expect(await mirror.listed()).toEqual([`${mirror.id} Inactive`, `${newKey} Active`].toSorted());
    expect(await mirror.held()).toEqual([newKey, newKey]);
    expect(await labelsOf(lab, mirror.secretArn)).not.toHaveProperty('AWSPENDING');
    await mirror.stop();
    expectNoFailure(mirror);
    // Proved three times in each Region, and by nothing but the declared repository.
    const proofs = services.asked.filter((line) => line.includes('amazonaws.com/v1/repos/shop'));
    for (const region of ['us-east-1', 'eu-west-1'])
      expect(
        proofs.filter((line) => line.startsWith(`/git-codecommit.${region}.amazonaws.com/`)).length,
      ).toBeGreaterThanOrEqual(3);
    await expectNoValue(rotation);
  });

  it('waits, both Active, for as long as nobody approves', async () => {
    const mirror = await open();
    mirror.start();
    const rotation = await bench.started(mirror.plan());
    await bench.untilEnd(rotation, ({ place }) => place.step === 'deactivate');
    for (let time = 0; time < 8; time += 1) {
      await sleep(150);
      const { row, because } = await bench.step(rotation, 'switcher');
      expect(row.place.step).toBe('deactivate');
      expect(['watched', 'approvedDeactivate']).toContain(because);
    }
    expect((await mirror.listed()).map((line) => line.split(' ')[1])).toEqual(['Active', 'Active']);
    await mirror.stop();
    expectNoFailure(mirror);
  });

  it('goes back when a dependent is ill with the new one, which is then Inactive and left', async () => {
    const mirror = await open();
    mirror.mood.mirror = 'onNew';
    mirror.start();
    const rotation = await bench.started(mirror.plan());
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({ state: 'restored', fault: { because: 'dependentsWell' } });
    expect(row.opened).toContain('publish:store');
    expect(await mirror.listed()).toEqual([`${mirror.id} Active`, `${row.newKey} Inactive`].toSorted());
    expect(await mirror.held()).toEqual([mirror.id, mirror.id]);
    await mirror.stop();
    expectNoFailure(mirror);
    await expectNoValue(rotation);
  });

  it('an API key of Bedrock is made with the same life, and proved by listing models', async () => {
    const mirror = await open({ service: 'bedrock.amazonaws.com', days: 30 });
    mirror.start();
    const rotation = await bench.started(mirror.plan());
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({ state: 'done', fault: null });
    expect(await mirror.held()).toEqual([row.newKey, row.newKey]);
    const { ServiceSpecificCredentials = [] } = await new IAMClient(labClient(lab)).send(
      new ListServiceSpecificCredentialsCommand({ UserName: mirror.user }),
    );
    const made = ServiceSpecificCredentials.find((each) => each.ServiceSpecificCredentialId === row.newKey);
    const life = Number(made?.ExpirationDate) - Number(made?.CreateDate);
    expect(Math.round(life / 86_400_000)).toBe(30);
    expect(services.asked).toContain('/bedrock.us-east-1.amazonaws.com/foundation-models 200');
    await mirror.stop();
    expectNoFailure(mirror);
    await expectNoValue(rotation);
  });

  it('that leaked is denied and deactivated; a new user with one of its own takes its place', async () => {
    const mirror = await open();
    mirror.start();
    const plan = mirror.plan({ kind: 'contain', approvals: ['delete'] });
    const rotation = await bench.contained(plan);
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({ state: 'done', fault: null });
    expect(await mirror.listed()).toEqual([]);
    const successor = successorOf(mirror.principal, rotation);
    expect(await mirror.listed(successor)).toEqual([`${row.newKey} Active`]);
    expect(await mirror.held()).toEqual([row.newKey, row.newKey]);
    const before = { ...mirror.calls.mirror };
    await expect.poll(() => mirror.calls.mirror.done, { timeout: 20_000 }).toBeGreaterThan(before.done + 1);
    expect(mirror.calls.mirror.failed).toBe(before.failed);
    const sealed = bench.sealed(evidenceKey(rotation));
    expect(sealed.keys).toMatchObject([
      { service: 'codecommit.amazonaws.com', credentials: [{ id: mirror.id, status: 'Inactive' }] },
    ]);
    await expectNoValue(rotation);
  });

  it('of a creation whose answer was lost is found by CloudTrail, and removed: nobody was given it', async () => {
    const mirror = await open();
    mirror.start();
    const rotation = await bench.started(mirror.plan());
    for (let time = 0; time < 20; time += 1) {
      const { row } = await bench.step(rotation, 'issuer', lost);
      if (row.opened.includes('create')) break;
    }
    expect(await mirror.listed()).toHaveLength(2);
    const row = await untilEnd(rotation);
    expect(row).toMatchObject({ state: 'restored' });
    expect(await mirror.listed()).toEqual([`${mirror.id} Active`]);
    expect(await mirror.held()).toEqual([mirror.id, mirror.id]);
    await mirror.stop();
    expectNoFailure(mirror);
    await expectNoValue(rotation);
  });

  it.each`
    why                              | text
    ${'has no id'}                   | ${(fields: object) => JSON.stringify({ ...fields, credentialId: undefined })}
    ${'has no user name'}            | ${(fields: object) => JSON.stringify({ ...fields, username: 7 })}
    ${'is no JSON'}                  | ${() => 'https://git:NIGHTWARDENCANARYurl@git-codecommit'}
    ${'holds another than was told'} | ${(fields: object) => JSON.stringify({ ...fields, credentialId: 'ACCAOTHEROTHEROTHER' })}
  `('is refused, and nothing is made, where the secret $why', async ({ text }) => {
    const mirror = await open({ text });
    const rotation = await bench.started(mirror.plan({ dependents: [] }));
    expect(await untilEnd(rotation)).toMatchObject({ state: 'refused', opened: [] });
    expect(await mirror.listed()).toEqual([`${mirror.id} Active`]);
    await expectNoValue(rotation);
  });
});
