import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateAccessKeyCommand,
  CreateServiceSpecificCredentialCommand,
  CreateUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rehearsal } from '../../lib/core/rotation/rehearsal.ts';
import { type Lab, labClient, labEnvironment, startLab } from '../lab/lab.ts';
import { makeStateTable } from '../lab/state-table.ts';
import { nightwarden, type Run } from './run.ts';

const TABLE = 'rotations';

let lab: Lab;
let policy: string;
let exposures: string;
let secret: string;
let key: string;
/** Of CodeCommit and declared; of Bedrock and not. */
let git: string;
let bedrock: string;
const told: string[] = [];

beforeAll(async () => {
  lab = await startLab();
  await makeStateTable(lab, TABLE);
  const iam = new IAMClient(labClient(lab));
  const secrets = new SecretsManagerClient(labClient(lab, 'eu-west-1'));
  const UserName = 'mirror';
  await iam.send(new CreateUserCommand({ UserName, Tags: [{ Key: 'owner', Value: 'payments' }] }));
  key = (await iam.send(new CreateAccessKeyCommand({ UserName }))).AccessKey?.AccessKeyId ?? '';
  const make = async (ServiceName: string) =>
    (await iam.send(new CreateServiceSpecificCredentialCommand({ UserName, ServiceName })))
      .ServiceSpecificCredential;
  const made = await make('codecommit.amazonaws.com');
  git = made?.ServiceSpecificCredentialId ?? '';
  bedrock = (await make('bedrock.amazonaws.com'))?.ServiceSpecificCredentialId ?? '';
  const SecretString = JSON.stringify({
    id: git,
    user: made?.ServiceUserName,
    password: made?.ServicePassword,
  });
  const { ARN = '' } = await secrets.send(new CreateSecretCommand({ Name: 'mirror/git', SecretString }));
  secret = ARN;
  iam.destroy();
  secrets.destroy();
  policy = join(lab.folder, 'service.yaml');
  exposures = join(lab.folder, 'leak.json');
  await writeFile(
    policy,
    `budgets: { iam: 500, cloudtrail: 500, secretsmanager: 500, lambda: 500, account: 500, cloudformation: 500, ec2: 500 }
rotation:
  durations: { watch: 20s, parkAfter: 1h }
  credentials:
    - credential: arn:aws:iam::${lab.account}:user/mirror
      authors: [arn:aws:iam::111122223333:user/alice]
      service: { name: codecommit.amazonaws.com, repository: shop }
      store: { secret: '${secret}', shape: { as: service-password, id: id, username: user, password: password } }
      dependents:
        - { name: mirror, owner: payments, probes: [{ by: http, url: 'https://mirror.example.com/health' }] }
`,
  );
  await writeFile(
    exposures,
    JSON.stringify([{ credential: git, at: '2026-01-01T00:00:00Z', source: 'scanner' }]),
  );
});
afterAll(() => lab?.stop());

async function run(...words: string[]): Promise<Run> {
  const env = { ...labEnvironment(lab), XDG_CACHE_HOME: join(lab.folder, 'cache'), NO_COLOR: '1' };
  const where = ['--policy', policy, '--region', 'eu-west-1', '--table', TABLE];
  const done = await nightwarden([...words, ...where], env);
  told.push(done.stdout, done.stderr);
  return done;
}

async function rehearsal(...words: string[]): Promise<Rehearsal> {
  return JSON.parse((await run(...words, '--format', 'json')).stdout) as Rehearsal;
}

describe('a service-specific credential at the command line', { timeout: 60_000 }, () => {
  it('is rehearsed by its id: what would happen, and what nobody can see', async () => {
    lab.gateway.resetCalls();
    const { code, stdout } = await run('rehearse', git);
    expect(stdout).toContain('make a new credential for codecommit.amazonaws.com and prove it in eu-west-1');
    expect(stdout).toContain('nothing tells whether it is used');
    expect(stdout).toContain('leave it Inactive');
    expect(stdout).toContain('somebody else than you must approve before it may deactivate');
    expect(stdout).toMatch(new RegExp(`nightwarden rotate ${git} --apply [0-9a-f]{64}`));
    expect(code).toBe(0);
    const asked = lab.gateway.calls().map(({ action }) => action);
    expect(asked).not.toContain('GetSecretValue');
    expect(asked.filter((action) => /^(Create|Update|Delete|Put)/.test(action))).toEqual([]);
  });

  it('has the same plan by its secret, which its user alone does not name', async () => {
    const [one, two] = await Promise.all([rehearsal('rotate', git), rehearsal('rotate', secret)]);
    expect(one).toMatchObject({ state: 'planned', plan: { key: git, approvals: ['deactivate'] } });
    expect(two.hash).toBe(one.hash);
    // The user stands for its access key.
    const user = await rehearsal('rehearse', `arn:aws:iam::${lab.account}:user/mirror`);
    expect(user.credential).toBe(key);
  });

  it('is contained by its id, and what else its user has is named', async () => {
    const { stdout } = await run('contain', git, '--exposures', exposures);
    expect(stdout).toContain('deny its user everything and deactivate every credential for codecommit');
    for (const id of [key, bedrock]) expect(stdout).toContain(`${id} of the same user is denied with it`);
    const { stdout: book } = await run('contain', git, '--runbook', '--exposures', exposures);
    expect(book).toContain(`--service-specific-credential-id ${git} --status Inactive`);
    expect(book).not.toContain('access-key');
  });

  it('that is declared nowhere is retired by its id, and begins once its hash is applied', async () => {
    const { code, stdout } = await run('rotate', bedrock);
    expect(stdout).toContain('service: { name: bedrock.amazonaws.com }');
    expect(code).toBe(5);
    const { hash, plan } = await rehearsal('retire', bedrock);
    expect(plan).toMatchObject({ kind: 'retire', approvals: ['deactivate'] });
    const begun = await run('retire', bedrock, '--apply', hash ?? '');
    expect(begun.code).toBe(0);
    const again = await run('retire', bedrock);
    expect(again.stdout).toContain('in rotation: plan');
    expect(again.code).toBe(5);
  });

  it('that there is not, is said to be none', async () => {
    const { code, stderr } = await run('rehearse', 'ACCANOSUCHNOSUCHNOSUCH');
    expect(stderr).toContain('ACCANOSUCHNOSUCHNOSUCH: this account has no such key');
    expect(code).toBe(2);
  });

  it('has shown no value anywhere', () => {
    expect(told.join('')).not.toContain('NIGHTWARDENCANARY');
  });
});
