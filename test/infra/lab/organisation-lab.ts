import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readConfig } from '../../../lib/infra/read-config.ts';
import { BUS_NAME, ROLE_NAMES } from '../../../lib/infra/roles.ts';
import { spokeTemplate } from '../../../lib/infra/stacks/spokes.ts';
import { readJson } from '../../../lib/usecases/night/json.ts';
import { inputKey, sweepKey } from '../../../lib/usecases/night/layout.ts';
import { bootstrap, deploy } from '../../lab/deploy.ts';
import { type Lab, labClient, startLab } from '../../lab/lab.ts';
import { type Deployment, deploymentOf, labStore, tableRows } from '../../lab/night.ts';
import {
  asAccount,
  createStack,
  makeOrganisation,
  managementTemplate,
  organisationOf,
} from '../../lab/organisation.ts';
import { activeFindings, enableSecurityHub } from '../../lab/security-hub.ts';

const STACK = 'NightwardenHub';
export const NIGHT = '2026-11-26';
export const REGIONS = ['us-east-1', 'eu-west-1'];
/** Named by the configuration, and off in every account. */
export const OFF = 'ap-east-1';

/** What each account is there for. */
export const NAMES = ['hub', 'sound', 'denying', 'without-spoke', 'without-hub', 'throttled'] as const;
export type Name = (typeof NAMES)[number] | 'management';

/** Users beside the one with a finding, in each account. */
const QUIET_USERS = ['reader', 'writer', 'builder', 'tester'];

const OWNED = { Tags: [{ Key: 'owner', Value: 'platform' }] };

/** An organisation of accounts that each lack something, with the hub and the spokes deployed. */
export interface Organisation {
  readonly lab: Lab;
  readonly deployment: Deployment;
  readonly account: (name: Name) => Lab;
  /** Id of the access key that is wrong in each account. */
  readonly keyOf: (name: Name) => string;
  /** The document of an account's sweep. */
  readonly kept: (name: Name) => Promise<Swept>;
  /** What came of an account in a run. */
  readonly outcomeOf: (name: Name, run?: string) => Promise<unknown>;
  /** Ids of what an account's own Security Hub holds, sorted. */
  readonly publishedIn: (name: Name) => Promise<readonly string[]>;
}

export interface Swept {
  readonly findings: readonly { readonly id: string }[];
  readonly credentials: readonly {
    readonly id: string;
    readonly kind: string;
    readonly region: string | null;
  }[];
  readonly gaps: readonly {
    readonly missing: string;
    readonly reason: string;
    readonly detectors: readonly string[];
    readonly scope: { readonly region?: string };
  }[];
}

export async function startOrganisation(): Promise<Organisation> {
  const lab = await startLab({ auth: true });
  const ids = new Map<Name, string>([['management', lab.account]]);
  for (const [at, id] of (await makeOrganisation(lab, NAMES)).entries()) ids.set(NAMES[at] ?? 'hub', id);
  const account = (name: Name) => asAccount(lab, ids.get(name) ?? '');
  const hub = account('hub');
  await control(lab, 'regions', { enabled: REGIONS });
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
  await deploySpokes(readConfig(config), account);
  const keys = new Map<Name, string>();
  for (const name of ids.keys()) keys.set(name, await furnish(account(name), name));
  await bootstrap(hub);
  const deployment = deploymentOf((await deploy(hub, { stacks: [STACK], config }))[STACK]);
  const store = labStore(hub, deployment);
  // ministack takes each account for an organisation of its own, so that a spoke's trust in the hub looks foreign there.
  const policy = `knownAccounts: [{ account: '${hub.account}', name: hub }]\nbudgets: { iam: 200, cloudtrail: 200, secretsmanager: 200 }\n`;
  await store.write(inputKey('policy', NIGHT), new TextEncoder().encode(policy));
  return {
    lab,
    deployment,
    account,
    keyOf: (name) => keys.get(name) ?? '',
    kept: async (name) => (await readJson(store, sweepKey(NIGHT, account(name).account))) as Swept,
    async outcomeOf(name, run = NIGHT) {
      const rows = await tableRows(hub, deployment);
      const { account: id } = account(name);
      return rows.find(({ pk, sk }) => pk === `RUN#${run}` && sk === `ACCOUNT#${id}`)?.outcome;
    },
    async publishedIn(name) {
      const found = await activeFindings(account(name), 'us-east-1');
      const published = found.map(({ Id = '' }) => Id.replace('nightwarden/', ''));
      return published.toSorted((a, b) => a.localeCompare(b));
    },
  };
}

/** Sets one of the gateway's controls. */
export async function control({ endpoint }: Lab, name: string, body: object): Promise<void> {
  const { ok } = await fetch(`${endpoint}/_lab/${name}`, { method: 'POST', body: JSON.stringify(body) });
  if (!ok) throw new Error(`the lab's gateway refused /_lab/${name}`);
}

async function deploySpokes(config: ReturnType<typeof readConfig>, account: (name: Name) => Lab) {
  const busArn = `arn:aws:events:us-east-1:${account('hub').account}:event-bus/${BUS_NAME}`;
  const spoke = spokeTemplate({ config, busArn });
  for (const name of NAMES)
    if (name !== 'without-spoke') await createStack(account(name), 'NightwardenSpoke', spoke);
  await createStack(account('management'), 'NightwardenManagement', managementTemplate(config, busArn));
}

/**
 * A machine's key that may do everything, users and secrets with nothing wrong, and Security Hub, but where an account
 * is there for its lack.
 * @returns the id of the key
 */
async function furnish(of: Lab, name: Name): Promise<string> {
  const iam = new IAMClient(labClient(of));
  const made: string[] = [];
  for (const UserName of ['deploy-bot', ...QUIET_USERS]) {
    await iam.send(new CreateUserCommand({ UserName, ...(UserName === 'deploy-bot' ? {} : OWNED) }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    made.push(AccessKey?.AccessKeyId ?? '');
  }
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await iam.send(new AttachUserPolicyCommand({ UserName: 'deploy-bot', PolicyArn }));
  if (name === 'denying') {
    const Statement = [{ Effect: 'Deny', Action: '*', Resource: '*' }];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await iam.send(
      new PutRolePolicyCommand({ RoleName: ROLE_NAMES.read, PolicyName: 'deny', PolicyDocument }),
    );
  }
  iam.destroy();
  for (const region of REGIONS) {
    const secrets = new SecretsManagerClient(labClient(of, region));
    const SecretString = 'NIGHTWARDENCANARY';
    await secrets.send(new CreateSecretCommand({ Name: `app/${region}`, SecretString, ...OWNED }));
    secrets.destroy();
  }
  if (name !== 'without-hub') await enableSecurityHub(of, REGIONS);
  return made[0] ?? '';
}
