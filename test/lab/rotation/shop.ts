import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Lab, labClient } from '../lab.ts';
import { made, tagList } from '../seeding.ts';
import { dependentCode } from './code.ts';

/** How a workload comes to its key: a copy in its environment, or by the secret at each call. */
export interface WantedDependent {
  readonly name: string;
  readonly reads: 'environment' | 'secret';
  /** It works with the key that it begins with, and with no other. */
  readonly breaksOnNew?: boolean;
}

export interface WantedTeam {
  readonly user: string;
  readonly owner: string;
  /** How long its key is watched, and kept in quarantine; absent: as the policy has it. */
  readonly waits?: string;
  readonly dependents: readonly WantedDependent[];
}

/** A user with a key, the secret that stores it, and the functions that live on it. */
export interface Team {
  readonly user: string;
  readonly owner: string;
  readonly accessKeyId: string;
  /** Works in the lab only. */
  readonly secretAccessKey: string;
  readonly secretArn: string;
  readonly waits?: string | undefined;
  readonly dependents: readonly (WantedDependent & { readonly arn: string })[];
}

/**
 * Three workloads on one key: the canary has a copy in its environment, the others read the secret.
 * @param breaksOnNew its canary's partner knows the first key alone
 */
export function teamOf(name: string, breaksOnNew = false): WantedTeam {
  return {
    user: `svc-${name}`,
    owner: `${name}@example.com`,
    dependents: [
      { name: `${name}-api`, reads: 'environment', ...(breaksOnNew ? { breaksOnNew } : {}) },
      { name: `${name}-report`, reads: 'secret' },
      { name: `${name}-export`, reads: 'secret' },
    ],
  };
}

/** A key that nobody holds any more. */
export function forgottenOf(name: string): WantedTeam {
  return { user: `svc-${name}`, owner: `${name}@example.com`, dependents: [] };
}

const READS_SECRETS = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' }],
};

const LAMBDA_MAY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};

/** Builds teams with dependents that really run, in the lab's account. */
export async function seedTeams(lab: Lab, teams: readonly WantedTeam[]): Promise<readonly Team[]> {
  const clients = {
    iam: new IAMClient(labClient(lab)),
    vault: new SecretsManagerClient(labClient(lab)),
    lambda: new LambdaClient(labClient(lab)),
  };
  try {
    const role = await roleOf(clients.iam);
    const code = await dependentCode();
    return await Promise.all(teams.map((team) => seedTeam(clients, team, { role, code })));
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

interface Clients {
  readonly iam: IAMClient;
  readonly vault: SecretsManagerClient;
  readonly lambda: LambdaClient;
}

async function roleOf(iam: IAMClient): Promise<string> {
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: 'app-functions',
      AssumeRolePolicyDocument: JSON.stringify(LAMBDA_MAY),
      Tags: tagList({ owner: 'platform@example.com' }),
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'app-functions',
      PolicyName: 'reads-secrets',
      PolicyDocument: JSON.stringify(READS_SECRETS),
    }),
  );
  return made(Role?.Arn, 'role app-functions');
}

async function seedTeam(
  { iam, vault, lambda }: Clients,
  { user, owner, waits, dependents }: WantedTeam,
  { role, code }: { readonly role: string; readonly code: Buffer },
): Promise<Team> {
  await iam.send(new CreateUserCommand({ UserName: user, Tags: tagList({ owner }) }));
  await iam.send(
    new AttachUserPolicyCommand({ UserName: user, PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
  );
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: user }));
  const accessKeyId = made(AccessKey?.AccessKeyId, `key of ${user}`);
  const secretAccessKey = made(AccessKey?.SecretAccessKey, `key of ${user}`);
  const { ARN } = await vault.send(
    new CreateSecretCommand({
      Name: `${user}/aws`,
      SecretString: JSON.stringify({ accessKeyId, secretAccessKey, note: 'kept as it is' }),
      Tags: tagList({ owner }),
    }),
  );
  const secretArn = made(ARN, `secret of ${user}`);
  const planted = dependents.map(async (one) => {
    const { FunctionArn } = await lambda.send(
      new CreateFunctionCommand({
        FunctionName: one.name,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: role,
        Timeout: 20,
        Code: { ZipFile: code },
        Environment: {
          Variables: {
            ...(one.reads === 'secret'
              ? { KEY_SECRET: secretArn }
              : { APP_ACCESS_KEY_ID: accessKeyId, APP_SECRET_ACCESS_KEY: secretAccessKey }),
            ...(one.breaksOnNew === true ? { ONLY_KEY: accessKeyId } : {}),
          },
        },
        Tags: { owner },
      }),
    );
    return { ...one, arn: made(FunctionArn, `function ${one.name}`) };
  });
  return {
    user,
    owner,
    waits,
    accessKeyId,
    secretAccessKey,
    secretArn,
    dependents: await Promise.all(planted),
  };
}
