import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rehearsal } from '../../lib/core/rotation/rehearsal.ts';
import { type Lab, labClient, labEnvironment, startLab } from '../lab/lab.ts';
import { makeStateTable } from '../lab/state-table.ts';
import { nightwarden, type Run } from './run.ts';

const TABLE = 'rotations';
const CANARY = 'NIGHTWARDENCANARYNIGHTWARDENCANARYNIGHTW';

let lab: Lab;
let iam: IAMClient;
let secrets: SecretsManagerClient;
let app: string;
let loner: string;
let secret: string;
let policy: string;
/** Everything that any command here wrote. */
const told: string[] = [];

beforeAll(async () => {
  lab = await startLab();
  iam = new IAMClient(labClient(lab));
  secrets = new SecretsManagerClient(labClient(lab, 'eu-west-1'));
  await makeStateTable(lab, TABLE);
  app = await key('app');
  loner = await key('loner');
  const { ARN = '' } = await secrets.send(
    new CreateSecretCommand({
      Name: 'app/aws',
      SecretString: JSON.stringify({ id: app, key: CANARY }),
    }),
  );
  secret = ARN;
  policy = join(lab.folder, 'policy.yaml');
  await writeFile(policy, declared('[arn:aws:iam::111122223333:user/alice]'));
});
afterAll(async () => {
  iam?.destroy();
  secrets?.destroy();
  await lab?.stop();
});

async function key(UserName: string): Promise<string> {
  await iam.send(new CreateUserCommand({ UserName, Tags: [{ Key: 'owner', Value: 'payments' }] }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return AccessKey?.AccessKeyId ?? '';
}

/** YAML: budgets of a lab, and the app's key with one dependent. */
function declared(authors: string): string {
  return `budgets: { iam: 500, cloudtrail: 500, secretsmanager: 500, lambda: 500, account: 500, cloudformation: 500, ec2: 500 }
rotation:
  durations: { watch: 20s, parkAfter: 1h }
  credentials:
    - credential: arn:aws:iam::${lab.account}:user/app
      authors: ${authors}
      store: { secret: '${secret}', shape: { as: json, accessKeyId: id, secretAccessKey: key } }
      dependents:
        - { name: reports, owner: payments, probes: [{ by: http, url: 'https://reports.example.com/health' }] }
`;
}

async function run(...words: string[]): Promise<Run> {
  const env = { ...labEnvironment(lab), XDG_CACHE_HOME: join(lab.folder, 'cache'), NO_COLOR: '1' };
  const done = await nightwarden(words, env);
  told.push(done.stdout, done.stderr);
  return done;
}

const plan = (...words: string[]) =>
  run(...words, '--policy', policy, '--region', 'eu-west-1', '--table', TABLE);

async function rehearsal(...words: string[]): Promise<Rehearsal> {
  return JSON.parse((await plan(...words, '--format', 'json')).stdout) as Rehearsal;
}

describe('a rehearsal', () => {
  it('shows the plan, its hash and the next command, and changes nothing', async () => {
    lab.gateway.resetCalls();
    const { code, stdout } = await plan('rehearse', app);
    expect(stdout).toContain('rotate: the policy file says who depends on it');
    expect(stdout).toContain('reports (payments): declared in the policy file, 1 probe [high]');
    expect(stdout).toContain('publish to secret app/aws (canary)');
    expect(stdout).toMatch(new RegExp(`nightwarden rotate ${app} --apply [0-9a-f]{64}`));
    expect(code).toBe(0);
    const writes = lab.gateway
      .calls()
      .map(({ action }) => action)
      .filter(
        (action) => !/^(Get|List|Describe|Lookup|BatchGet|Query|GenerateCredentialReport)/.test(action),
      );
    expect(writes).toEqual([]);
    expect(lab.gateway.calls().some(({ action }) => action === 'GetSecretValue')).toBe(false);
    // Of one user only.
    expect(lab.gateway.calls().filter(({ action }) => action === 'ListAccessKeys')).toHaveLength(1);
  });

  it('gives the same hash each time, as JSON, by its user and by its secret', async () => {
    const [one, two, three] = await Promise.all([
      rehearsal('rehearse', app),
      rehearsal('rehearse', `arn:aws:iam::${lab.account}:user/app`),
      rehearsal('rotate', secret),
    ]);
    expect(one).toMatchObject({
      schema: 'nightwarden.rehearsal/1',
      state: 'planned',
      kind: 'rotate',
      refusals: [],
    });
    expect([two.hash, three.hash]).toEqual([one.hash, one.hash]);
    expect(one.runbook).toContain(
      `aws iam update-access-key --user-name app --access-key-id ${app} --status Active`,
    );
  });

  it('of a key that nobody holds is one to retire', async () => {
    expect(await rehearsal('rehearse', loner)).toMatchObject({ kind: 'retire', state: 'planned' });
  });

  it('of what is refused says every reason and what to do, and exits 5', async () => {
    const { code, stdout } = await plan('rotate', loner);
    expect(code).toBe(5);
    expect(stdout).toContain('the policy file does not say where its value is stored');
    expect(stdout).toContain('→ declare it under rotation.credentials');
    expect((await plan('contain', app)).stdout).toContain('nothing says that it leaked');
  });

  it.each([
    ['a key of nobody', ['rehearse', 'AKIAZZZZZZZZZZZZZZZZ'], 2, /no such key|could not be read/],
    ['no name of a credential', ['rehearse', 'app'], 2, /expected an access key id, or the ARN/],
    [
      'an unknown secret',
      ['rehearse', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:x-AbCdEf'],
      2,
      /declare its store/,
    ],
    ['a hash that is none', ['rotate', 'KEY', '--apply', 'yes'], 2, /--apply: expected the hash of a plan/],
    ['applying a rehearsal', ['rehearse', 'KEY', '--apply', 'a'], 2, /unknown option '--apply'/],
  ])('of %s is refused in one line', async (_what, words, code, text) => {
    const done = await plan(...words.map((word) => (word === 'KEY' ? app : word)));
    expect(done.stderr).toMatch(text);
    expect(done.code).toBe(code);
    expect(done.stderr).not.toContain('    at ');
  });
});

describe('a plan that is applied', () => {
  let id = '';

  it('is refused when the facts have changed since it was shown, with what has changed', async () => {
    const { hash } = await rehearsal('rotate', app);
    await secrets.send(
      new PutSecretValueCommand({
        SecretId: secret,
        SecretString: JSON.stringify({ id: app, key: `${CANARY}2` }),
      }),
    );
    const { code, stdout } = await plan('rotate', app, '--apply', hash ?? '');
    expect(stdout).toContain(`the facts have changed since plan ${hash} was shown`);
    expect(stdout).toContain('· the secret, or its AWSCURRENT version: ');
    expect(code).toBe(5);
  });

  it('stands in the ledger with who asked, and changes nothing by itself', async () => {
    const { hash } = await rehearsal('rotate', app);
    const { code, stdout } = await plan('rotate', app, '--apply', hash ?? '');
    expect(code).toBe(0);
    id = /as plan ([0-9a-f-]{36})/.exec(stdout)?.[1] ?? '';
    expect(stdout).toContain('the reconciler takes it up');
    const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName: 'app' }));
    expect(AccessKeyMetadata.map(({ Status }) => Status)).toEqual(['Active']);
  });

  it('is not planned again: it is in rotation', async () => {
    const { code, stdout } = await plan('rotate', app);
    expect(stdout).toContain(`in rotation: plan ${id} (rotate) is under way`);
    expect(code).toBe(5);
  });

  it('has a status, with its timeline, its runbook and what to do', async () => {
    const { code, stdout } = await run('status', id, '--table', TABLE);
    expect(stdout).toContain('going, at rotate issue');
    expect(stdout).toContain(`00:00 rotate ${app} of arn:aws:iam::${lab.account}:user/app began as ${id}`);
    expect(code).toBe(0);
    expect((await run('status', id, '--table', TABLE, '--runbook')).stdout).toContain(
      `nightwarden abort ${id}`,
    );
  });

  it('is listed where there was no night yet', async () => {
    const { code, stdout } = await run('status', '--table', TABLE);
    expect(stdout).toContain('Nightwarden · no run yet');
    expect(stdout).toContain(`${id}  rotate ${app}`);
    expect(code).toBe(0);
  });

  it('takes no approval of who asked, nor one that it does not wait for', async () => {
    const done = await run('approve', id, '--delete', '--table', TABLE);
    expect(done.stdout).toContain('asked for this plan');
    expect(done.code).toBe(5);
    expect((await run('approve', id, '--table', TABLE)).stderr).toContain(
      'approve: expected one of --deactivate, --delete, --accept-users and --copy, got none',
    );
    expect((await run('approve', id, '--delete', '--deactivate', '--table', TABLE)).code).toBe(2);
  });

  it('is aborted once', async () => {
    expect((await run('abort', id, '--table', TABLE)).code).toBe(0);
    const again = await run('abort', id, '--table', TABLE);
    expect(again.stdout).toContain('somebody asked for that already');
    expect(again.code).toBe(5);
  });

  it('of a key that is Inactive meanwhile is refused for that', async () => {
    const { hash } = await rehearsal('retire', loner);
    await iam.send(new UpdateAccessKeyCommand({ UserName: 'loner', AccessKeyId: loner, Status: 'Inactive' }));
    const { code, stdout } = await plan('retire', loner, '--apply', hash ?? '');
    expect(stdout).toContain('the keys of the user: ');
    expect(code).toBe(5);
  });

  it('stands under switches that one may pause, and two must freeze', async () => {
    const to = (...words: string[]) => run('switch', ...words, '--table', TABLE);
    expect((await to()).stdout).toMatch(/^rotate {3}run, as nobody ever set it\ncontain {2}run/);
    expect(await to('rotate', 'pause')).toMatchObject({ code: 0, stdout: 'the rotate switch is on pause\n' });
    const frozen = await to('rotate', 'freeze');
    expect(frozen.stdout).toContain('Not frozen yet');
    expect(frozen.code).toBe(7);
    const told = (await to()).stdout;
    expect(told).toMatch(
      /rotate {3}pause since 20.*, set by arn:aws:.*; arn:aws:.* asked for a freeze at 20/,
    );
    expect(await to('rotate', 'run')).toMatchObject({ code: 0 });
    const json = JSON.parse((await to('--format', 'json')).stdout) as object;
    expect(json).toMatchObject({
      schema: 'nightwarden.switches/1',
      rotate: { position: 'run', asked: null },
    });
    for (const wrong of [['rotate'], ['rotate', 'stop'], ['retire', 'run']])
      expect((await to(...wrong)).code).toBe(2);
  });

  it('and everything that was ever said or stored of it holds no value', async () => {
    const client = new DynamoDBClient(labClient(lab));
    const row = await client.send(
      new GetItemCommand({ TableName: TABLE, Key: { pk: { S: `ROTATION#${id}` }, sk: { S: 'ROW' } } }),
    );
    client.destroy();
    expect(row.Item).toBeDefined();
    expect(`${told.join('\n')}${JSON.stringify(row.Item)}`).not.toContain('CANARY');
  });
});
