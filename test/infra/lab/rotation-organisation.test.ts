import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INVOKE_ROLE, ledgerRole } from '../../../lib/core/rotation/accounts.ts';
import type { PlanStatus } from '../../../lib/core/rotation/plan-status.ts';
import { bootstrap, deploy, destroy } from '../../lab/deploy.ts';
import { type Lab, labClient, startLab } from '../../lab/lab.ts';
import { type Deployment, deploymentOf, labStore, tableRows } from '../../lab/night.ts';
import { asAccount, makeOrganisation, organisationOf } from '../../lab/organisation.ts';
import { type Callers, keepCalling } from '../../lab/rotation/callers.ts';
import { type Desk, openDesk } from '../../lab/rotation/drive.ts';
import { seedTeams, type Team, teamOf } from '../../lab/rotation/shop.ts';
import {
  addProfile,
  askToGo,
  callersOf,
  functionNamed,
  keepReconciling,
  trustAsMinistackNames,
} from './rotation-organisation-lab.ts';

const EXTERNAL_ID = 'shared-by-hub-and-accounts';
const AUTHOR = 'arn:aws:iam::111122223333:user/author';
const AT_HUB = ['--hub-profile', 'hub'];
const KEEPERS = ['observer', 'issuer', 'publisher', 'switcher', 'reaper', 'guard'];

let lab: Lab;
let hub: Lab;
let member: Lab;
let stack: string;
let deployment: Deployment;
let teams: readonly Team[];
let callers: Callers;
/** In the account of the credentials, and in the hub. */
let desk: Desk;
let hubDesk: Desk;
let endReconciling: (() => Promise<void>) | undefined;
let beforeWorkers: readonly string[];
let rotated: PlanStatus;

beforeAll(async () => {
  lab = await startLab({ auth: true, lastUsedResolutionMs: 0 });
  const [hubId = '', memberId = ''] = await makeOrganisation(lab, ['hub', 'member']);
  hub = asAccount(lab, hubId);
  member = asAccount(lab, memberId);
  stack = `NightwardenRotation-${memberId}`;
  const organisation = await organisationOf(hub);
  const config = {
    mode: 'organisation',
    regions: ['us-east-1'],
    schedule: { enabled: false },
    retention: { keepOnDestroy: false },
    rotation: { enabled: true, accounts: [memberId] },
    organisation: {
      id: organisation,
      managementAccount: lab.account,
      hubAccount: hubId,
      externalId: EXTERNAL_ID,
      organisationalUnits: ['ou-ab12-cd34ef56'],
    },
  };
  [teams] = await Promise.all([seedTeams(member, [teamOf('orders'), teamOf('media')]), bootstrap(hub)]);
  await bootstrap(member);
  deployment = deploymentOf((await deploy(hub, { stacks: ['NightwardenHub'], config })).NightwardenHub);
  await addProfile(lab, 'hub', hub);
  desk = await openDesk(member, teams, { author: AUTHOR });
  hubDesk = await openDesk(hub, teams, { author: AUTHOR });
  const early = await desk.plan('rehearse', teams[0]?.accessKeyId ?? '', '--format', 'json', ...AT_HUB);
  beforeWorkers = (JSON.parse(early.stdout) as { refusals: { todo: string }[] }).refusals.map(
    ({ todo }) => todo,
  );
  const account = { account: memberId, organisation: await organisationOf(member) };
  const named = (name: string) => `NightwardenRotation-${name}`;
  await trustAsMinistackNames(hub, ledgerRole(memberId), { ...account, roles: KEEPERS.map(named) });
  await trustAsMinistackNames(hub, `NightwardenRotationEvidence-${memberId}`, {
    ...account,
    roles: [named('observer')],
  });
  await deploy(member, { stacks: [stack], config });
  const roles = await callersOf(hub);
  await trustAsMinistackNames(member, INVOKE_ROLE, { account: hubId, organisation, roles });
  callers = keepCalling(member, teams);
  endReconciling = await keepReconciling(hub);
}, 400_000);

afterAll(async () => {
  await endReconciling?.();
  await callers?.stop();
  await lab?.stop();
});

function team(name: 'orders' | 'media'): Team {
  const found = teams.find(({ user }) => user === `svc-${name}`);
  if (found === undefined) throw new Error(`expected a team of ${name}`);
  return found;
}

async function keysOf({ user: UserName }: Pick<Team, 'user'>): Promise<readonly string[]> {
  const iam = new IAMClient(labClient(member));
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
  iam.destroy();
  return AccessKeyMetadata.map(({ AccessKeyId, Status }) => `${AccessKeyId} ${Status}`);
}

function endOf({ state, because, timeline }: PlanStatus): string {
  return state === 'done' && because === null ? state : [state, because, ...timeline].join('\n');
}

describe('an account that is named, and has no workers yet', () => {
  it('is refused in a rehearsal, which says what to deploy', () => {
    expect(beforeWorkers).toEqual([expect.stringContaining(`npx cdk deploy ${stack}`)]);
  });
});

describe('who may become what', () => {
  it.each(['the account of the workers', 'the hub'] as const)(
    'not even root of %s, who knows the external id',
    async (where) => {
      const [as, of, role] =
        where === 'the hub' ? [hub, member, INVOKE_ROLE] : [member, hub, ledgerRole(member.account)];
      const sts = new STSClient(labClient(as));
      const RoleArn = `arn:aws:iam::${of.account}:role/${role}`;
      const asked = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'somebody', ExternalId: EXTERNAL_ID });
      await expect(sts.send(asked)).rejects.toMatchObject({ name: 'AccessDenied' });
      sts.destroy();
    },
  );
});

describe('a command at a desk that is signed in to one account only', () => {
  it('says which one it misses', async () => {
    const { accessKeyId } = team('orders');
    const without = await desk.plan('rotate', accessKeyId, '--apply', '0'.repeat(64));
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('--hub-profile')]);
    const elsewhere = await hubDesk.plan('rehearse', accessKeyId);
    expect([elsewhere.code, elsewhere.stderr]).toEqual([
      2,
      expect.stringContaining('this account has no such key'),
    ]);
  });
});

describe("plans that an account's own workers carry out, called from the hub", () => {
  let contained: PlanStatus;
  let asked: Awaited<ReturnType<typeof askToGo>>;

  beforeAll(async () => {
    const rotation = await desk.begin('rotate', team('orders').accessKeyId, ...AT_HUB);
    const exposures = join(lab.folder, 'leaked.json');
    const leak = { credential: team('media').accessKeyId, at: new Date().toISOString(), source: 'a scanner' };
    await writeFile(exposures, JSON.stringify([leak]));
    const containment = await desk.begin('contain', leak.credential, '--exposures', exposures, ...AT_HUB);
    asked = await askToGo(member, deployment.table);
    [rotated, contained] = await Promise.all([hubDesk.follow(rotation), hubDesk.follow(containment)]);
  }, 400_000);

  it('rotate a key, and no call of its dependents failed', async () => {
    expect(endOf(rotated)).toBe('done');
    expect(rotated.rotation.startsWith(`${member.account}-`)).toBe(true);
    const { accessKeyId, dependents } = team('orders');
    await callers.settled(dependents.map(({ name }) => name));
    for (const { name } of dependents)
      expect(callers.of(name)).toMatchObject({ failed: 0, keys: [accessKeyId, rotated.newKey] });
    expect(await keysOf(team('orders'))).toEqual([`${rotated.newKey} Active`]);
  });

  it("contain a leaked key, with evidence in the hub's bucket", async () => {
    expect(endOf(contained)).toBe('done');
    expect(await keysOf(team('media'))).toEqual([]);
    expect(await labStore(hub, deployment).list('rotations/')).toEqual([
      `rotations/${contained.rotation}/evidence.json`,
    ]);
  });

  it('write to the ledger below their own account alone', async () => {
    const rows = await tableRows(hub, deployment);
    const keys = new Set(rows.map(({ pk }) => pk.split('-')[0]?.split('arn:')[0] ?? ''));
    expect([...keys].filter((key) => key.startsWith('ROTATION')).toSorted()).toEqual([
      `ROTATION#${member.account}`,
      'ROTATIONS#OPEN',
      `ROTATIONS#OPEN#${member.account}`,
    ]);
    expect(rows.filter(({ pk }) => pk.startsWith('CLAIM#'))).toEqual([]);
  });

  it('are not taken away while a plan is live', async () => {
    expect(asked.Status).toBe('FAILED');
    expect(asked.Reason).toMatch(/^plans are live: .*; let them end, or abort them/);
  });

  it('leave no secret access key in the ledger or in what any command wrote', async () => {
    const written = [...desk.told, ...hubDesk.told, JSON.stringify(await tableRows(hub, deployment))].join(
      '\n',
    );
    for (const { secretAccessKey } of teams) expect(written).not.toContain(secretAccessKey);
    expect(written).not.toContain(EXTERNAL_ID);
  });
});

describe('an account that opts out', () => {
  it('may, once nothing is live there: its workers are gone, and the hub knows it', async () => {
    await endReconciling?.();
    endReconciling = undefined;
    await destroy(member, { stacks: [stack] });
    await expect(functionNamed(member, 'NightwardenRotation-')).rejects.toThrow('expected a function');
    const { stdout } = await desk.plan('rehearse', rotated.newKey ?? '', '--format', 'json', ...AT_HUB);
    expect(stdout).toContain(`npx cdk deploy ${stack}`);
  }, 120_000);
});
