import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PlanStatus } from '../../../lib/core/rotation/plan-status.ts';

import { bootstrap, deploy } from '../../lab/deploy.ts';
import type { AwsEvent } from '../../lab/emit.ts';
import { type Lab, labClient, startLab } from '../../lab/lab.ts';
import { type FaultRule, type Microburst, startMicroburst } from '../../lab/microburst.ts';
import { type Deployment, deploymentOf, runNight, tableRows } from '../../lab/night.ts';
import { type Callers, keepCalling } from '../../lab/rotation/callers.ts';
import { type Desk, openDesk } from '../../lab/rotation/drive.ts';
import { forgottenOf, seedTeams, type Team, teamOf } from '../../lab/rotation/shop.ts';
import {
  beginAgain,
  chosenEvent,
  deliver,
  handTo,
  healthEvent,
  lookNow,
  type Outcome,
  outcomeOf,
  quarantine,
  reconcileNow,
  runOf,
} from './begin-lab.ts';
import { control } from './organisation-lab.ts';
import {
  administrator,
  everythingWritten,
  secretsOf,
  stopAtEachStep,
  type Thief,
  thiefOf,
} from './rotation-lab.ts';

const STACK = 'Nightwarden';
const CONFIG = {
  schedule: { enabled: false },
  retention: { keepOnDestroy: false },
  rotation: { enabled: true },
};
const AUTHOR = 'arn:aws:iam::111122223333:user/author';
const TEAMS = {
  orders: teamOf('orders'),
  billing: teamOf('billing', true),
  // Long enough to be met at each of its waits, however busy the machine is.
  shipping: { ...teamOf('shipping'), waits: '20s' },
  media: teamOf('media'),
  mail: teamOf('mail'),
  archive: forgottenOf('archive'),
  courier: teamOf('courier'),
  found: forgottenOf('found'),
  spotted: forgottenOf('spotted'),
  doubted: forgottenOf('doubted'),
};

/** Throttling, errors and cut connections on whatever reads and changes keys and secrets; dependents read as ever. */
const STORM: readonly FaultRule[] = [
  { service: 'iam', sequence: { fail: 1, pass: 3 }, error: { code: 'Throttling', status: 400 } },
  { service: 'iam', sequence: { fail: 1, pass: 9 }, error: { code: 'ServiceFailure', status: 500 } },
  { service: 'iam', operation: 'ListAccessKeys', sequence: { fail: 1, pass: 8 }, reset: true },
  ...['DescribeSecret', 'PutSecretValue', 'UpdateSecretVersionStage'].map((operation) => ({
    service: 'secretsmanager',
    operation,
    sequence: { fail: 1, pass: 2 },
    error: { code: 'ThrottlingException', status: 400 },
  })),
];

let lab: Lab;
let deployment: Deployment;
let teams: readonly Team[];
let callers: Callers;
let desk: Desk;
let microburst: Microburst | undefined;

beforeAll(async () => {
  // Uses must be told at once here: a watch of seconds can't wait for a resolution of minutes.
  lab = await startLab({ auth: true, lastUsedResolutionMs: 0 });
  [teams] = await Promise.all([seedTeams(lab, Object.values(TEAMS)), bootstrap(lab)]);
  const outputs = await deploy(lab, { stacks: [STACK], config: CONFIG });
  deployment = deploymentOf(outputs[STACK]);
  desk = await openDesk(lab, teams, { author: AUTHOR });
  callers = keepCalling(lab, teams);
}, 300_000);

afterAll(async () => {
  await callers?.stop();
  await microburst?.stop();
  await lab?.stop();
});

function team(name: keyof typeof TEAMS): Team {
  const found = teams.find(({ user }) => user === TEAMS[name].user);
  if (found === undefined) throw new Error(`expected a team of ${name}`);
  return found;
}

async function keysOf({ user: UserName }: Pick<Team, 'user'>): Promise<readonly string[]> {
  const iam = new IAMClient(labClient(lab));
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
  iam.destroy();
  return AccessKeyMetadata.map(({ AccessKeyId, Status }) => `${AccessKeyId} ${Status}`);
}

/** A state that nobody need explain, or all that is told of how it came. */
function endOf({ state, because, timeline }: PlanStatus): string {
  if (state === 'done' && because === null) return state;
  return state === 'restored' ? `${state}: ${because}` : [state, because, ...timeline].join('\n');
}

describe('plans that the deployed functions carry out side by side', () => {
  let rotated: PlanStatus;
  let restored: PlanStatus;
  let stopped: { readonly at: readonly string[]; readonly end: PlanStatus };

  beforeAll(async () => {
    const begun = [];
    for (const name of ['orders', 'billing', 'shipping'] as const)
      begun.push(await desk.begin('rotate', team(name).accessKeyId));
    const [orders = '', billing = '', shipping = ''] = begun;
    const [one, two, at] = await Promise.all([
      desk.follow(orders),
      desk.follow(billing),
      stopAtEachStep(lab, deployment, shipping),
    ]);
    rotated = one;
    restored = two;
    stopped = { at, end: await desk.status(shipping) };
  }, 400_000);

  it('gives every dependent the new key and takes the old one away, with not one failed call', async () => {
    expect(endOf(rotated)).toBe('done');
    const { accessKeyId, dependents } = team('orders');
    for (const { name } of dependents)
      expect(callers.of(name)).toMatchObject({ failed: 0, keys: [accessKeyId, rotated.newKey] });
    expect(await keysOf(team('orders'))).toEqual([`${rotated.newKey} Active`]);
  });

  it('goes back when a dependent breaks on the new key, and the others have not one failed call', async () => {
    expect(restored.state).toBe('restored');
    const { accessKeyId, dependents } = team('billing');
    for (const { name, breaksOnNew } of dependents) {
      if (breaksOnNew === true) expect(callers.of(name).keys.at(-1)).toBe(accessKeyId);
      else expect(callers.of(name)).toMatchObject({ failed: 0, keys: [accessKeyId] });
    }
    expect(await keysOf(team('billing'))).toEqual([`${accessKeyId} Active`]);
  });

  it('comes to the same end when whatever runs for it is stopped at each step that it waits at, with not one failed call', async () => {
    expect(endOf(stopped.end)).toBe('done');
    expect(stopped.at).toEqual(expect.arrayContaining(['rotate.deactivate', 'rotate.delete']));
    expect(stopped.at.length).toBeGreaterThan(2);
    for (const { name } of team('shipping').dependents) expect(callers.of(name).failed).toBe(0);
    expect(await keysOf(team('shipping'))).toEqual([`${stopped.end.newKey} Active`]);
  });
});

describe('a key that nobody holds', () => {
  it('is retired: deactivated, and deleted once somebody else than who asked has approved', async () => {
    const archive = team('archive');
    const rotation = await desk.begin('retire', archive.accessKeyId);
    await vi.waitFor(async () => expect(await keysOf(archive)).toEqual([`${archive.accessKeyId} Inactive`]), {
      timeout: 90_000,
      interval: 500,
    });
    expect((await desk.ask({}, 'approve', rotation, '--delete')).code).toBe(5);
    const auditor = await administrator(lab, 'auditor');
    await vi.waitFor(
      async () => expect((await desk.ask(auditor, 'approve', rotation, '--delete')).code).toBe(0),
      { timeout: 90_000, interval: 1_000 },
    );
    expect(endOf(await desk.follow(rotation))).toBe('done');
    expect(await keysOf(archive)).toEqual([]);
  }, 300_000);
});

describe('a leaked key', () => {
  let thief: Thief;
  let before: Awaited<ReturnType<Thief['works']>>;
  let refusedAfterMs: number;
  let end: PlanStatus;

  beforeAll(async () => {
    const media = team('media');
    thief = await thiefOf(lab, media);
    before = await thief.works();
    const exposures = join(lab.folder, 'leaked.json');
    const leak = { credential: media.accessKeyId, at: new Date().toISOString(), source: 'a scanner' };
    await writeFile(exposures, JSON.stringify([leak]));
    const refused = thief.untilRefused();
    const rotation = await desk.begin('contain', media.accessKeyId, '--exposures', exposures);
    refusedAfterMs = await refused;
    end = await desk.follow(rotation);
  }, 300_000);

  it('is refused within seconds of the report, and so is the session that it made', async () => {
    expect(before).toEqual({ key: true, session: true });
    expect(endOf(end)).toBe('done');
    expect(await thief.works()).toEqual({ key: false, session: false });
    console.log(`from the report at the desk to the first refused call: ${Math.round(refusedAfterMs)} ms`);
    expect(refusedAfterMs).toBeLessThan(120_000);
  });

  it('has a successor of another user, with which its dependents work', async () => {
    const { accessKeyId, dependents } = team('media');
    await callers.settled(dependents.map(({ name }) => name));
    for (const { name } of dependents) {
      const { keys } = callers.of(name);
      expect(keys[0]).toBe(accessKeyId);
      expect(keys.at(-1)).toBe(end.newKey);
    }
    expect(await keysOf(team('media'))).toEqual([]);
  });
});

describe('a night that may rotate without a person', () => {
  const run = '2026-11-25';
  let night: Outcome;
  let end: PlanStatus;

  beforeAll(async () => {
    const courier = team('courier');
    const createdAt = new Date(Date.now() - 100 * 86_400_000).toISOString();
    await control(lab, 'backdate', { accessKeyId: courier.accessKeyId, createdAt });
    const policy = { teams: [courier], everybody: teams, author: AUTHOR };
    await handTo(lab, deployment, run, { ...policy, alone: { unattended: ['rotate'] } });
    await runNight(lab, deployment, { input: { reason: 'person', run } });
    night = await outcomeOf(lab, deployment, run);
    end = await desk.follow(night.begun?.[0]?.rotation ?? 'none');
  }, 400_000);

  it('begins one plan, of what is old and declared, and tells people', () => {
    const { accessKeyId } = team('courier');
    const proposed = night.proposals.find(({ credential }) => credential === accessKeyId);
    expect(proposed).toMatchObject({ kind: 'rotate', state: 'planned', refusals: [], attended: [] });
    expect(night.begun).toMatchObject([{ credential: accessKeyId, kind: 'rotate', state: 'begun' }]);
  });

  it('and that ends done, with not one failed call', async () => {
    expect(endOf(end)).toBe('done');
    const { accessKeyId, dependents } = team('courier');
    for (const { name } of dependents)
      expect(callers.of(name)).toMatchObject({ failed: 0, keys: [accessKeyId, end.newKey] });
    expect(await keysOf(team('courier'))).toEqual([`${end.newKey} Active`]);
  });

  it('begins nothing again when its worker is called again', async () => {
    const again = await beginAgain(lab, run);
    expect(again).toEqual({ begun: 1, refused: 0 });
    expect(await outcomeOf(lab, deployment, run)).toEqual(night);
    expect(await keysOf(team('courier'))).toEqual([`${end.newKey} Active`]);
  });
});

describe('a rotation while IAM and Secrets Manager throttle, fail and cut connections', () => {
  let end: PlanStatus;
  let fired: number;

  beforeAll(async () => {
    microburst = await startMicroburst({ scratch: lab.folder });
    await microburst.add(STORM);
    const rotation = await desk.begin('rotate', team('mail').accessKeyId);
    await control(lab, 'injection', { url: microburst.url, account: lab.account });
    end = await desk.follow(rotation);
    fired = (await microburst.fired()).length;
  }, 400_000);

  it('comes to an end with not one failed call, and leaves one Active key', async () => {
    expect(fired).toBeGreaterThan(10);
    expect(endOf(end)).toMatch(/^(done|restored: .*)$/);
    for (const { name } of team('mail').dependents) expect(callers.of(name).failed).toBe(0);
    const kept = end.state === 'done' ? end.newKey : team('mail').accessKeyId;
    // Read from behind the storm.
    await fetch(`${lab.endpoint}/_lab/injection`, { method: 'DELETE' });
    expect(await keysOf(team('mail'))).toEqual([`${kept} Active`]);
  });
});

describe('a leak that an event tells of', () => {
  const SERVICE = { type: 'AWSService', invokedBy: 'health.amazonaws.com' };
  const PERSON = { type: 'IAMUser', userName: 'ana', arn: 'arn:aws:iam::111122223333:user/ana' };

  /** Delivers it, where the policy lets contain begin upon AWS's word. */
  async function told(event: AwsEvent): Promise<Outcome> {
    const run = runOf(event);
    const alone = { autoContain: ['health', 'quarantine'] } as const;
    await handTo(lab, deployment, run, { teams: [], everybody: teams, author: AUTHOR, alone });
    expect(await deliver(lab, deployment, event)).toHaveLength(1);
    return outcomeOf(lab, deployment, run);
  }

  const known: Partial<Record<'found' | 'spotted' | 'doubted' | 'orders', Outcome>> = {};
  let thief: Thief;
  let refusedAfterMs: number;
  let asked: string;

  beforeAll(async () => {
    // Nobody lives on these keys, and how long it takes is told of a machine that does little else.
    await callers.stop();
    thief = await thiefOf(lab, team('found'));
    const event = await quarantine(lab, team('found'), SERVICE);
    [known.found, refusedAfterMs] = await Promise.all([told(event), thief.untilRefused()]);
    const [key = ''] = (await keysOf(team('orders'))).map((each) => each.split(' ')[0]);
    asked = key;
    [known.spotted, known.doubted, known.orders] = await Promise.all([
      told(healthEvent(lab, team('spotted'))),
      told(await quarantine(lab, team('doubted'), PERSON)),
      told(chosenEvent(lab, { ...team('orders'), accessKeyId: asked })),
    ]);
  }, 400_000);

  it.each(['found', 'spotted'] as const)(
    'by AWS itself is contained without a person (%s)',
    async (name) => {
      const { begun } = known[name] ?? {};
      expect(begun).toMatchObject([{ credential: team(name).accessKeyId, kind: 'contain', state: 'begun' }]);
      expect(endOf(await desk.follow(begun?.[0]?.rotation ?? 'none'))).toBe('done');
      expect(await keysOf(team(name))).toEqual([]);
    },
    200_000,
  );

  it('is refused soon after the event, and so is the session that was made with it', async () => {
    console.log(`from AWS's event to the first refused call: ${Math.round(refusedAfterMs)} ms`);
    expect(refusedAfterMs).toBeLessThan(120_000);
    expect(await thief.works()).toEqual({ key: false, session: false });
  });

  it('by a quarantine policy that a person attached is proposed, and nothing begins', async () => {
    const { proposals, begun } = known.doubted ?? {};
    const { accessKeyId } = team('doubted');
    const proposed = proposals?.find(({ credential }) => credential === accessKeyId);
    expect(proposed).toMatchObject({ kind: 'contain', state: 'planned' });
    expect(begun).toBeUndefined();
    expect(await keysOf(team('doubted'))).toEqual([`${accessKeyId} Active`]);
  });

  it('or that somebody asks about in Security Hub is proposed, and nothing begins', () => {
    expect(known.orders?.proposals.map(({ credential }) => credential)).toContain(asked);
    expect(known.orders?.begun).toBeUndefined();
  });
});

describe('a leak that is not over', () => {
  interface Leak {
    readonly rotation: string;
    readonly looked?: { readonly at: number; readonly checks: readonly string[] };
  }
  const leak = async () => {
    const rows = await tableRows(lab, deployment);
    const { accessKeyId } = team('media');
    return rows.find(
      ({ pk, credential }) => pk === 'EXPOSURES' && credential === accessKeyId,
    ) as unknown as Leak;
  };

  it('is looked into by the deployed worker, which asks the observer, and again when the reconciler comes by', async () => {
    const { rotation } = await leak();
    expect(await lookNow(lab, rotation)).toEqual({ rotation, state: 'open' });
    const { looked = { at: 0, checks: [] } } = await leak();
    // What it was found in, and who has it, no call tells.
    expect(looked.checks).toContain('third-parties');
    expect(looked.checks).not.toContain('refused');
    await vi.waitUntil(
      async () => {
        await reconcileNow(lab);
        return ((await leak()).looked?.at ?? 0) > looked.at;
      },
      { timeout: 200_000, interval: 3_000 },
    );
    const { stdout } = await desk.ask({}, 'exposure');
    expect(stdout).toMatch(
      new RegExp(`${rotation} .*\\n.* missing .*third-parties.* when it was looked into at`),
    );
  }, 300_000);
});

describe('a freeze', () => {
  it('that two people set pages whoever subscribed, once', async () => {
    const second = await administrator(lab, 'second');
    const freeze = ['switch', 'rotate', 'freeze'] as const;
    const asked = [await desk.ask({}, ...freeze), await desk.ask(second, ...freeze)];
    expect(asked.map(({ code }) => code)).toEqual([7, 0]);
    const paged = async () => {
      await reconcileNow(lab);
      const rows = await tableRows(lab, deployment);
      return rows.filter(({ sk }) => sk.startsWith('PAGED#freeze:rotate:')).map(({ toldAt }) => toldAt);
    };
    const first = await paged();
    expect(first).toEqual([expect.any(Number)]);
    expect(await paged()).toEqual(first);
    expect((await desk.ask({}, 'switch', 'rotate', 'run')).code).toBe(0);
  }, 120_000);
});

it('no secret access key is written down anywhere but in its secret and its copies', async () => {
  const written = `${await everythingWritten(lab, deployment)}\n${desk.told.join('\n')}`;
  expect(written.length).toBeGreaterThan(100_000);
  const values = (await Promise.all(teams.map((one) => secretsOf(lab, one)))).flat();
  expect(values.length).toBeGreaterThan(teams.length);
  for (const value of new Set(values)) expect(written.includes(value)).toBe(false);
});
