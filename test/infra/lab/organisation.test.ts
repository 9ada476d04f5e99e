import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../../lib/infra/read-config.ts';
import { BUS_NAME, ROLE_NAMES } from '../../../lib/infra/roles.ts';
import { spokeTemplate } from '../../../lib/infra/stacks/spokes.ts';
import { readJson } from '../../../lib/usecases/night/json.ts';
import { inputKey, sweepKey } from '../../../lib/usecases/night/layout.ts';
import { bootstrap, deploy } from '../../lab/deploy.ts';
import { type Lab, labClient, startLab } from '../../lab/lab.ts';
import {
  type Deployment,
  deploymentOf,
  labStore,
  type NightOutput,
  runNight,
  tableRows,
} from '../../lab/night.ts';
import {
  asAccount,
  createStack,
  makeOrganisation,
  managementTemplate,
  organisationOf,
} from '../../lab/organisation.ts';
import { activeFindings, enableSecurityHub } from '../../lab/security-hub.ts';

const STACK = 'NightwardenHub';
const REGIONS = ['us-east-1', 'eu-west-1'];
/** Named by the configuration, and off in every account. */
const OFF = 'ap-east-1';

/** What each account is there for. */
const NAMES = ['hub', 'sound', 'denying', 'without-spoke', 'without-hub', 'throttled'] as const;
type Name = (typeof NAMES)[number] | 'management';

let lab: Lab;
let hub: Lab;
let deployment: Deployment;
let night: NightOutput;
const ids = new Map<Name, string>();
const keys = new Map<Name, string>();

beforeAll(async () => {
  lab = await startLab({ auth: true });
  ids.set('management', lab.account);
  for (const [at, id] of (await makeOrganisation(lab, NAMES)).entries()) ids.set(NAMES[at] ?? 'hub', id);
  hub = account('hub');
  await control('regions', { enabled: REGIONS });
  const config = {
    mode: 'organisation',
    regions: [...REGIONS, OFF],
    schedule: { enabled: false },
    retention: { keepOnDestroy: false },
    organisation: {
      id: await organisationOf(hub),
      managementAccount: lab.account,
      hubAccount: hub.account,
      externalId: 'shared-by-hub-and-spokes',
      organisationalUnits: ['ou-ab12-cd34ef56'],
    },
  };
  await deploySpokes(readConfig(config));
  for (const name of ids.keys()) await furnish(name);
  await bootstrap(hub);
  deployment = deploymentOf((await deploy(hub, { stacks: [STACK], config }))[STACK]);
  // ministack takes each account for an organisation of its own, so that a spoke's trust in the hub looks foreign there.
  const policy = `knownAccounts: [{ account: '${hub.account}', name: hub }]\nbudgets: { iam: 200, cloudtrail: 200, secretsmanager: 200 }\n`;
  await labStore(hub, deployment).write(inputKey('policy', '2026-11-26'), new TextEncoder().encode(policy));
  await control('throttle', { action: 'iam:ListAccessKeys', times: 4 });
  night = await runNight(hub, deployment, { input: { reason: 'person', run: '2026-11-26' } });
}, 300_000);

afterAll(async () => {
  await lab.stop();
});

function account(name: Name): Lab {
  return asAccount(lab, ids.get(name) ?? '');
}

async function control(name: string, body: object): Promise<void> {
  const { ok } = await fetch(`${lab.endpoint}/_lab/${name}`, { method: 'POST', body: JSON.stringify(body) });
  expect(ok).toBe(true);
}

async function deploySpokes(config: ReturnType<typeof readConfig>): Promise<void> {
  const busArn = `arn:aws:events:us-east-1:${hub.account}:event-bus/${BUS_NAME}`;
  const spoke = spokeTemplate({ config, busArn });
  for (const name of NAMES)
    if (name !== 'without-spoke') await createStack(account(name), 'NightwardenSpoke', spoke);
  await createStack(lab, 'NightwardenManagement', managementTemplate(config, busArn));
}

/** A machine's key that may do everything, and Security Hub, but where an account is there for its lack. */
async function furnish(name: Name): Promise<void> {
  const iam = new IAMClient(labClient(account(name)));
  const UserName = 'deploy-bot';
  await iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  keys.set(name, AccessKey?.AccessKeyId ?? '');
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  if (name === 'denying') {
    const Statement = [{ Effect: 'Deny', Action: '*', Resource: '*' }];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await iam.send(
      new PutRolePolicyCommand({ RoleName: ROLE_NAMES.read, PolicyName: 'deny', PolicyDocument }),
    );
  }
  iam.destroy();
  if (name !== 'without-hub') await enableSecurityHub(account(name), REGIONS);
}

interface Swept {
  readonly findings: readonly { readonly id: string }[];
  readonly gaps: readonly {
    readonly missing: string;
    readonly reason: string;
    readonly scope: { readonly region?: string };
  }[];
}

async function kept(name: Name): Promise<Swept> {
  const { run } = night;
  return (await readJson(labStore(hub, deployment), sweepKey(run, account(name).account))) as Swept;
}

async function outcomeOf(name: Name, run = night.run): Promise<unknown> {
  const rows = await tableRows(hub, deployment);
  return rows.find(({ pk, sk }) => pk === `RUN#${run}` && sk === `ACCOUNT#${account(name).account}`)?.outcome;
}

async function publishedIn(name: Name): Promise<readonly string[]> {
  const found = await activeFindings(account(name), 'us-east-1');
  return found.map(({ Id = '' }) => Id.replace('nightwarden/', '')).toSorted((a, b) => a.localeCompare(b));
}

const expected = (name: Name) =>
  ['iam.administrator-credential', 'trust.ownerless-credential'].map((id) => `${id}:${keys.get(name)}`);

describe('a night over an organisation', () => {
  it('comes to an end whatever its accounts do, says that it is incomplete, and of how many nothing was read', () => {
    expect(night).toMatchObject({ state: 'incomplete', unread: 1, assessed: NAMES.length });
  });

  it.each(['sound', 'management', 'throttled'] as const)(
    'finds in account %s what is wrong there, and publishes it to the account’s own Security Hub',
    async (name) => {
      expect(await publishedIn(name)).toEqual(expected(name));
      expect(await outcomeOf(name)).toMatchObject({ state: 'assessed', published: true, problems: [] });
    },
  );

  it('sweeps the hub as one of the accounts', async () => {
    expect(await publishedIn('hub')).toEqual(expect.arrayContaining(expected('hub')));
  });

  it('has a gap for a Region that is off, in each account, and reads the others', async () => {
    const { gaps } = await kept('sound');
    expect(gaps.map(({ scope }) => scope.region)).toContain(OFF);
    expect(gaps.filter(({ scope }) => scope.region !== undefined && scope.region !== OFF)).toEqual([]);
  });

  it('takes an account that denies everything for gaps, never for clean, and publishes nothing there', async () => {
    const { findings, gaps } = await kept('denying');
    expect(findings).toEqual([]);
    expect(gaps.map(({ missing }) => missing)).toEqual(
      expect.arrayContaining([
        'iam:GetAccountAuthorizationDetails',
        'secretsmanager:ListSecrets',
        'lambda:ListFunctions',
      ]),
    );
    expect(await publishedIn('denying')).toEqual([]);
  });

  it('takes an account without a spoke for one gap, which says what to deploy', async () => {
    const { findings, gaps } = await kept('without-spoke');
    expect(findings).toEqual([]);
    expect(gaps).toContainEqual(
      expect.objectContaining({
        missing: 'sts:AssumeRole',
        reason: expect.stringContaining('access denied'),
        remedy: expect.stringContaining('deploy the spoke stack'),
      }),
    );
    expect(await outcomeOf('without-spoke')).toMatchObject({ state: 'unread', published: false });
  });

  it('keeps what can not be published, and says where Security Hub is not enabled', async () => {
    expect(await outcomeOf('without-hub')).toMatchObject({
      state: 'assessed',
      published: false,
      hubOff: ['us-east-1'],
      problems: [],
    });
    expect((await kept('without-hub')).findings.map(({ id }) => id)).toEqual(
      expect.arrayContaining(expected('without-hub')),
    );
  });
});

describe('the night after', () => {
  it('sends what could not be published, though nothing of it is new', async () => {
    await enableSecurityHub(account('without-hub'), REGIONS);
    const accounts = [account('without-hub').account];
    await runNight(hub, deployment, { input: { reason: 'person', run: '2026-11-27', accounts } });
    expect(await outcomeOf('without-hub', '2026-11-27')).toMatchObject({ published: true, problems: [] });
    expect(await publishedIn('without-hub')).toEqual(expect.arrayContaining(expected('without-hub')));
  });
});
