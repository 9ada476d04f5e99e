import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
} from '@aws-sdk/client-iam';
import { CreateFunctionCommand, GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ROLE_ACTIONS } from '../../../../lib/aws/rotation/actions.ts';
import { type RotationClients, rotationClients } from '../../../../lib/aws/rotation/limits.ts';
import type { Plan } from '../../../../lib/core/rotation/plan.ts';
import type { Role } from '../../../../lib/core/rotation/roles.ts';
import { type Lab, labClient } from '../../../lab/lab.ts';
import { listening } from '../../../lab/listening.ts';
import { planIn, REGION } from '../plan.ts';

const ROLES: readonly Role[] = ['observer', 'issuer', 'publisher', 'prober', 'switcher', 'reaper'];
/** An empty ZIP archive: the end record alone. */
export const EMPTY_ZIP = Buffer.concat([Buffer.from('PK\u0005\u0006', 'latin1'), Buffer.alloc(18)]);

/** Durations that a person can wait for; each is longer than what it waits out in the lab. */
const SECONDS: Plan['durations'] = {
  lease: 8_000,
  refresh: 200,
  watch: 2_000,
  quarantine: 1_000,
  drain: 1_500,
  settle: 200,
  patience: 20_000,
  parkAfter: 60_000,
  poll: 400,
};

export interface Roles {
  readonly clients: Readonly<Record<Role, RotationClients>>;
  readonly issuerRole: string;
}

/**
 * The six roles, each with the actions that the gateways name for it, and sessions of them.
 * @param more actions that each of them has too
 */
export async function makeRoles(lab: Lab, more: readonly string[] = []): Promise<Roles> {
  const iam = new IAMClient(labClient(lab));
  const sts = new STSClient(labClient(lab));
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${lab.account}:root` }, Action: 'sts:AssumeRole' },
    ],
  };
  const made = await Promise.all(
    ROLES.map(async (role) => {
      const RoleName = `nightwarden-${role}`;
      const Action =
        role === 'prober' ? ROLE_ACTIONS.prober : [...ROLE_ACTIONS.observer, ...ROLE_ACTIONS[role], ...more];
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }));
      const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
      await iam.send(
        new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: JSON.stringify(document) }),
      );
      const RoleArn = `arn:aws:iam::${lab.account}:role/${RoleName}`;
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: role }));
      const credentials = async () => ({
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      });
      const budgets = { iam: 500, secretsmanager: 500, cloudtrail: 500, lambda: 500, ssm: 500, kms: 500 };
      return [role, rotationClients({ credentials, budgets })] as const;
    }),
  );
  const clients = Object.fromEntries(made) as Roles['clients'];
  return { clients, issuerRole: `arn:aws:iam::${lab.account}:role/nightwarden-issuer` };
}

/** A user with a key that lies in a secret and in a function's environment, and two dependents that hold it. */
export interface Shop {
  readonly user: string;
  readonly principal: string;
  readonly key: string;
  readonly keySecret: string;
  readonly secretArn: string;
  readonly version: string;
  readonly functionArn: string;
  /** Every secret access key that was ever seen here. */
  readonly values: Set<string>;
  /** What a dependent does when it is asked how it is. */
  readonly mood: { d1: Mood; d2: Mood };
  plan(change?: Partial<Plan>): Plan;
  held(): Promise<{ readonly secret: string; readonly environment: string }>;
  keys(): Promise<readonly string[]>;
  /** What else the copies hold. */
  others(): Promise<{ readonly secret: unknown; readonly environment: string | undefined }>;
  deleteUser(): Promise<void>;
  stop(): void;
}

/** `onNew`: ill with any key but the first. */
/** `absent`: well, and never looks at its copy. */
type Mood = 'live' | 'onNew' | 'hangs' | 'absent';

export interface ShopOptions {
  readonly secretText?: (key: { id: string; secret: string }) => string;
}

let shops = 0;

export async function openShop(lab: Lab, { secretText }: ShopOptions = {}): Promise<Shop> {
  shops += 1;
  const user = `app-${shops}`;
  const iam = new IAMClient(labClient(lab));
  const vault = new SecretsManagerClient(labClient(lab));
  const lambda = new LambdaClient(labClient(lab));
  const allow = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
  await iam.send(
    new CreateUserCommand({ UserName: user, Path: '/apps/', Tags: [{ Key: 'owner', Value: 'shop' }] }),
  );
  await iam.send(
    new PutUserPolicyCommand({ UserName: user, PolicyName: 'work', PolicyDocument: JSON.stringify(allow) }),
  );
  await iam.send(
    new AttachUserPolicyCommand({ UserName: user, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
  );
  const group = `group-of-${user}`;
  await iam.send(new CreateGroupCommand({ GroupName: group }));
  await iam.send(new AddUserToGroupCommand({ GroupName: group, UserName: user }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: user }));
  const [id = '', secret = ''] = [AccessKey?.AccessKeyId, AccessKey?.SecretAccessKey];
  const text = secretText?.({ id, secret }) ?? JSON.stringify({ key: id, value: secret, bucket: 'orders' });
  const { ARN = '', VersionId = '' } = await vault.send(
    new CreateSecretCommand({ Name: `shop-${user}`, SecretString: text }),
  );
  const { FunctionArn = '' } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: `shop-${user}`,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${lab.account}:role/nightwarden-observer`,
      Code: { ZipFile: EMPTY_ZIP },
      Environment: { Variables: { KEY_ID: id, KEY_SECRET: secret, STAGE: 'prod' } },
    }),
  );
  const values = new Set([secret]);
  const mood: Shop['mood'] = { d1: 'live', d2: 'live' };

  async function inSecret(): Promise<{ id: string; secret: string }> {
    const { SecretString = '{}' } = await vault.send(new GetSecretValueCommand({ SecretId: ARN }));
    const { key = '', value = '' } = JSON.parse(SecretString) as { key?: string; value?: string };
    return { id: key, secret: value };
  }
  async function inEnvironment(): Promise<{ id: string; secret: string }> {
    const { Environment } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: FunctionArn }),
    );
    return { id: Environment?.Variables?.KEY_ID ?? '', secret: Environment?.Variables?.KEY_SECRET ?? '' };
  }
  /** A dependent works when AWS takes the key that its copy holds. */
  async function works(name: 'd1' | 'd2'): Promise<boolean> {
    if (mood[name] === 'absent') return true;
    const held = await (name === 'd1' ? inEnvironment() : inSecret());
    values.add(held.secret);
    if (mood[name] === 'onNew' && held.id !== id) return false;
    const credentials = { accessKeyId: held.id, secretAccessKey: held.secret };
    const sts = new STSClient({ ...labClient(lab), credentials, maxAttempts: 1 });
    return sts.send(new GetCallerIdentityCommand({})).then(
      () => true,
      () => false,
    );
  }
  const server = createServer((request, answer) => {
    const name = request.url === '/d1' ? 'd1' : 'd2';
    if (mood[name] === 'hangs') return;
    works(name).then(
      (well) => answer.writeHead(well ? 200 : 503).end(),
      () => answer.writeHead(500).end(),
    );
  });
  const url = await listening(server);
  const principal = `arn:aws:iam::${lab.account}:user/apps/${user}`;

  function plan(change: Partial<Plan> = {}): Plan {
    return planIn(
      lab,
      {
        credentialKind: 'iam-access-key',
        principal,
        key: id,
        slots: [{ id, status: 'Active' }],
        secret: { arn: ARN, version: VersionId },
        copies: [
          { id: 'environment', kind: 'copy' },
          { id: 'secret', kind: 'secret' },
        ],
        dependents: [
          { id: 'd1', copy: 'environment' },
          { id: 'd2', copy: 'secret' },
        ],
        durations: SECONDS,
        where: {
          regions: [REGION, 'eu-west-1'],
          shape: { as: 'json', accessKeyId: 'key', secretAccessKey: 'value' },
          targets: {
            environment: {
              in: 'lambda-environment',
              arn: FunctionArn,
              accessKeyId: 'KEY_ID',
              secretAccessKey: 'KEY_SECRET',
              alias: null,
            },
            secret: { in: 'secret', arn: ARN, replicas: [] },
          },
          probes: {
            d1: [{ by: 'http', url: `${url}/d1`, status: 200 }],
            d2: [{ by: 'http', url: `${url}/d2`, status: 200 }],
          },
          seenAs: { d1: { sources: ['127.0.0.1'] }, d2: { sources: ['127.0.0.0/8'] } },
        },
      },
      change,
    );
  }

  return {
    user,
    principal,
    key: id,
    keySecret: secret,
    secretArn: ARN,
    version: VersionId,
    functionArn: FunctionArn,
    values,
    mood,
    plan,
    async held() {
      return { secret: (await inSecret()).id, environment: (await inEnvironment()).id };
    },
    async keys() {
      const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName: user }));
      return AccessKeyMetadata.map(({ AccessKeyId, Status }) => `${AccessKeyId} ${Status}`);
    },
    async others() {
      const { SecretString = '{}' } = await vault.send(new GetSecretValueCommand({ SecretId: ARN }));
      const told = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: FunctionArn }));
      return {
        secret: (JSON.parse(SecretString) as { bucket?: unknown }).bucket,
        environment: told.Environment?.Variables?.STAGE,
      };
    },
    async deleteUser() {
      const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName: user }));
      for (const { AccessKeyId } of AccessKeyMetadata)
        await iam.send(new DeleteAccessKeyCommand({ UserName: user, AccessKeyId }));
      await iam.send(new DeleteUserPolicyCommand({ UserName: user, PolicyName: 'work' }));
      await iam.send(
        new DetachUserPolicyCommand({
          UserName: user,
          PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
        }),
      );
      await iam.send(new RemoveUserFromGroupCommand({ UserName: user, GroupName: group }));
      await iam.send(new DeleteUserCommand({ UserName: user }));
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Version ids by label. */
export async function labelsOf(lab: Lab, arn: string): Promise<Readonly<Record<string, string>>> {
  const { VersionIdsToStages = {} } = await new SecretsManagerClient(labClient(lab)).send(
    new DescribeSecretCommand({ SecretId: arn }),
  );
  return Object.fromEntries(
    Object.entries(VersionIdsToStages).flatMap(([id, labels]) => labels.map((label) => [label, id])),
  );
}

export { sleep };
