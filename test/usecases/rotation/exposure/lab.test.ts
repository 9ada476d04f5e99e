import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListGroupsCommand,
  ListRolePoliciesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../../lib/core/model/policy.ts';
import type { Exposure } from '../../../../lib/core/rotation/exposure/judge.ts';
import {
  type ExposureAsk,
  exposureWorkers,
} from '../../../../lib/usecases/rotation/exposure/exposure-workers.ts';
import { exposuresTable } from '../../../../lib/usecases/rotation/exposure/exposures-table.ts';
import { lookUnasked } from '../../../../lib/usecases/rotation/exposure/look-unasked.ts';
import { workOnExposure } from '../../../../lib/usecases/rotation/exposure/work.ts';
import { setSwitch, switchesTable } from '../../../../lib/usecases/rotation/switches-table.ts';
import { nightwarden, type Run } from '../../../bin/run.ts';
import { type Lab, labClient, labEnvironment, startLab } from '../../../lab/lab.ts';
import { EMPTY_ZIP, openShop, type Shop } from '../hands/account.ts';
import { type Bench, clock, openBench } from '../hands/bench.ts';

interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

let lab: Lab;
let bench: Bench;
let app: Shop;
let rotation: string;
let policy: string;
/** Of the role that the key may assume: one that the key made, one that a pipeline did, one that a session of it made. */
let [intruder, pipeline, deeper]: (Session | undefined)[] = [];
let own: Session | undefined;
/** Everything that a command here wrote. */
const told: string[] = [];

beforeAll(async () => {
  lab = await startLab({ auth: true, lastUsedResolutionMs: 1 });
  process.env.AWS_ENDPOINT_URL = lab.endpoint;
  bench = await openBench(lab);
  app = await openShop(lab);
  policy = join(lab.folder, 'policy.yaml');
  const budgets =
    'iam: 500, cloudtrail: 500, secretsmanager: 500, lambda: 500, account: 500, ec2: 500, sts: 500';
  await writeFile(policy, `budgets: { ${budgets} }\n`);
  await letAssume();
  const key = { accessKeyId: app.key, secretAccessKey: app.keySecret };
  intruder = await assume(key, 'deploy', 'intruder');
  pipeline = await assume(labClient(lab).credentials, 'deploy', 'pipeline');
  deeper = await assume(intruder, 'deeper', 'intruder');
  own = sessionOf(await stsAs(key).send(new GetSessionTokenCommand({})));
  await iamAs(intruder).send(new CreateUserCommand({ UserName: 'backdoor' }));
  rotation = await bench.contained(app.plan({ kind: 'contain' }));
  await bench.untilEnd(rotation);
}, 180_000);
afterAll(async () => {
  app?.stop();
  await lab?.stop();
});

async function letAssume(): Promise<void> {
  const iam = new IAMClient(labClient(lab));
  const anybody = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' };
  const trust = JSON.stringify({ Version: '2012-10-17', Statement: [anybody] });
  const all = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['iam:*', 'sts:*'], Resource: '*' }],
  });
  for (const RoleName of ['deploy', 'deeper']) {
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'work', PolicyDocument: all }));
  }
  await iam.send(new PutUserPolicyCommand({ UserName: app.user, PolicyName: 'roles', PolicyDocument: all }));
}

const stsAs = (credentials: Session) => new STSClient({ ...labClient(lab), credentials, maxAttempts: 1 });
const iamAs = (credentials: Session) => new IAMClient({ ...labClient(lab), credentials, maxAttempts: 1 });

async function assume(as: Session, role: string, RoleSessionName: string): Promise<Session> {
  const RoleArn = `arn:aws:iam::${lab.account}:role/${role}`;
  return sessionOf(await stsAs(as).send(new AssumeRoleCommand({ RoleArn, RoleSessionName })));
}

function sessionOf({
  Credentials,
}: {
  Credentials?:
    | {
        AccessKeyId?: string | undefined;
        SecretAccessKey?: string | undefined;
        SessionToken?: string | undefined;
      }
    | undefined;
}): Session {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

/** Whether AWS does what it asks for. */
async function works(session: Session | undefined): Promise<boolean> {
  if (session === undefined) throw new Error('expected a session');
  return iamAs(session)
    .send(new ListUsersCommand({}))
    .then(
      () => true,
      (error: unknown) => {
        expect((error as Error).name).toMatch(/AccessDenied|InvalidClientTokenId/);
        return false;
      },
    );
}

async function run(...words: string[]): Promise<Run> {
  const env = { ...labEnvironment(lab), NO_COLOR: '1' };
  const place = ['--table', 'nightwarden-state', '--policy', policy];
  const done = await nightwarden(['exposure', ...words, ...place], env);
  told.push(done.stdout, done.stderr);
  return done;
}

async function looked(): Promise<Exposure> {
  return JSON.parse((await run(rotation, '--format', 'json')).stdout) as Exposure;
}

const check = (exposure: Exposure, id: string) => exposure.checks.find((each) => each.id === id);

describe('a key that leaked, once it is contained', { timeout: 120_000 }, () => {
  it('has left no session that works, and cut off nobody else who is in the same roles', async () => {
    expect(await works(own)).toBe(false);
    expect(await works(intruder)).toBe(false);
    expect(await works(deeper)).toBe(false);
    expect(await works(pipeline)).toBe(true);
    // Whoever may assume the role gets in again, by whichever name.
    expect(await works(await assume(labClient(lab).credentials, 'deploy', 'again'))).toBe(true);
  });

  it('is denied by the names of its sessions', async () => {
    const iam = new IAMClient(labClient(lab));
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: 'deploy' }));
    const ours = PolicyNames.find((name) => name.startsWith('NightwardenRevoke-'));
    const { PolicyDocument = '' } = await iam.send(
      new GetRolePolicyCommand({ RoleName: 'deploy', PolicyName: ours }),
    );
    const [{ Condition, ...statement }] = JSON.parse(decodeURIComponent(PolicyDocument)).Statement;
    expect(statement).toEqual({ Effect: 'Deny', Action: '*', Resource: '*' });
    expect(Condition.StringEquals['aws:userid']).toEqual([expect.stringMatching(/^AROA\w+:intruder$/)]);
    expect(Object.keys(Condition.DateLessThan)).toEqual(['aws:TokenIssueTime']);
  });

  it('is still an exposure, which says what is missing', async () => {
    const { code, stdout } = await run();
    expect(stdout).toContain(`${rotation}  ${app.key} of ${app.principal}`);
    expect(code).toBe(7);
    const exposure = await looked();
    expect(exposure).toMatchObject({ schema: 'nightwarden.exposure/1', state: 'open', credential: app.key });
    expect(check(exposure, 'refused')?.state).toBe('closed');
    expect(check(exposure, 'sessions')).toMatchObject({ state: 'closed' });
    expect(check(exposure, 'sessions')?.items).toHaveLength(3);
    expect(check(exposure, 'copies')?.state).toBe('closed');
    expect(check(exposure, 'third-parties')).toMatchObject({ state: 'open' });
    const moves = check(exposure, 'lateral-movement');
    expect(moves?.items.map(({ what, state }) => [state, what])).toEqual([
      ['open', 'user backdoor was made with it, and is there'],
    ]);
  });

  it('takes a person’s word for what no call can tell, with a reason and a name', async () => {
    expect((await run(rotation, '--attest', 'third-parties')).code).toBe(2);
    expect((await run(rotation, '--attest', 'refused', '--because', 'x')).code).toBe(2);
    const said = await run(rotation, '--attest', 'third-parties', '--because', 'the gist is gone');
    expect(said.stdout).toContain('says: the gist is gone');
    expect(said.code).toBe(7);
    const closed = await run(rotation, '--attest', 'lateral-movement', '--because', 'backdoor was deleted');
    expect(closed.stdout).toContain('closed: nothing trusts it any more');
    expect(closed.code).toBe(0);
    expect((await run()).stdout).toBe('No exposure is open.\n');
  });

  it('is not over in the Regions that nobody looked into', async () => {
    const { code, stdout } = await run(rotation, '--region', 'us-east-1', '--format', 'json');
    const exposure = JSON.parse(stdout) as Exposure;
    expect(code).toBe(7);
    expect(exposure.checks.map(({ state }) => state)).toEqual([
      'closed',
      'unknown',
      'unknown',
      'closed',
      'unknown',
    ]);
    expect(stdout).toContain('every Region but us-east-1');
    // Looked into whole, it is.
    expect((await run(rotation)).code).toBe(0);
  });

  it('is open again when a copy shows that nobody has spoken of', async () => {
    await new LambdaClient(labClient(lab)).send(
      new CreateFunctionCommand({
        FunctionName: 'forgotten',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: `arn:aws:iam::${lab.account}:role/deploy`,
        Code: { ZipFile: EMPTY_ZIP },
        Environment: { Variables: { AWS_ACCESS_KEY_ID: app.key } },
      }),
    );
    const exposure = await looked();
    expect(exposure.state).toBe('open');
    const [copy] = check(exposure, 'copies')?.items ?? [];
    expect(copy?.what).toContain(
      'function:forgotten still holds it (environment variable AWS_ACCESS_KEY_ID)',
    );
    expect((await run()).stdout).toContain(rotation);
    expect(check(exposure, 'third-parties')?.state).toBe('closed');
  });

  it('of a plan that there is not, or that contains nothing, is refused', async () => {
    const { stdout, stderr, code } = await run('no-such-plan');
    expect([stdout, code]).toEqual(['', 2]);
    expect(stderr).toContain('nightwarden exposure lists the leaks that are open');
    const rotated = await bench.started({ ...app.plan(), principal: `${app.principal}-2` });
    expect((await run(rotated)).stderr).toContain('is to rotate: only what leaked');
  });

  it('and nothing that was said of it holds a value', () => {
    for (const value of app.values) expect(told.join('\n')).not.toContain(value);
    for (const session of [own, intruder, pipeline, deeper])
      expect(told.join('\n')).not.toContain(session?.secretAccessKey ?? '?');
  });
});

describe('a key that leaked when it was Inactive already', { timeout: 120_000 }, () => {
  it('is taken away with its sessions, and the other key of its user works on', async () => {
    const shop = await openShop(lab);
    const iam = new IAMClient(labClient(lab));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: shop.user }));
    const [id = '', secret = ''] = [AccessKey?.AccessKeyId, AccessKey?.SecretAccessKey];
    const session = sessionOf(
      await stsAs({ accessKeyId: shop.key, secretAccessKey: shop.keySecret }).send(
        new GetSessionTokenCommand({}),
      ),
    );
    await iam.send(
      new UpdateAccessKeyCommand({ UserName: shop.user, AccessKeyId: shop.key, Status: 'Inactive' }),
    );
    const slots = [
      { id: shop.key, status: 'Inactive' },
      { id, status: 'Active' },
    ] as const;
    const nobody = { secret: null, copies: [], dependents: [] };
    const plan = shop.plan({ kind: 'contain', slots, spares: [id], ...nobody });
    const row = await bench.untilEnd(await bench.contained(plan));
    shop.stop();
    expect(row).toMatchObject({
      state: 'done',
      newKey: null,
      contain: { targets: [shop.key], seal: 'sealed' },
    });
    expect(await shop.keys()).toEqual([`${id} Active`]);
    const own = stsAs({ accessKeyId: id, secretAccessKey: secret });
    await expect(own.send(new GetSessionTokenCommand({}))).resolves.toBeDefined();
    await expect(
      iamAs({ accessKeyId: id, secretAccessKey: secret }).send(new ListGroupsCommand({})),
    ).resolves.toBeDefined();
    expect(await works(session)).toBe(false);
  });
});

describe('a session that CloudTrail tells of when contain has looked', { timeout: 120_000 }, () => {
  let late: Session | undefined;
  let other: Session | undefined;
  let leak: string;
  const pages: string[] = [];
  /** A day in which contain can't see what the key did, and a night that read the account since. */
  beforeAll(async () => {
    const shop = await openShop(lab);
    const all = { Effect: 'Allow', Action: ['iam:*', 'sts:*'], Resource: '*' };
    await new IAMClient(labClient(lab)).send(
      new PutUserPolicyCommand({
        UserName: shop.user,
        PolicyName: 'roles',
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [all] }),
      }),
    );
    late = await assume({ accessKeyId: shop.key, secretAccessKey: shop.keySecret }, 'deploy', 'late');
    other = await assume(labClient(lab).credentials, 'deploy', 'night-build');
    const deny = `${lab.endpoint}/_lab/deny`;
    await fetch(deny, { method: 'POST', body: JSON.stringify({ action: 'cloudtrail:LookupEvents' }) });
    const nobody = { secret: null, copies: [], dependents: [] };
    leak = await bench.contained(shop.plan({ kind: 'contain', ...nobody }));
    await bench.untilEnd(leak);
    await fetch(deny, { method: 'DELETE' });
    shop.stop();
  }, 120_000);

  /** What the deployment's worker does, each part by its own role. */
  function look(): Promise<Exposure | undefined> {
    const { ledger, table, roles } = bench;
    const switches = switchesTable(table);
    const looks = { soon: 0, soonFor: 60_000, later: 60_000 };
    const takenAt = new Date().toISOString();
    return lookUnasked(leak, {
      ledger,
      clock,
      exposures: exposuresTable(table),
      workers: exposureWorkers(async (rotation, role, payload) => {
        const { exposure } = JSON.parse(JSON.stringify(payload)) as { readonly exposure: ExposureAsk };
        const ports = { ledger, switches, clients: roles.clients[role], role, clock };
        const answer: unknown = JSON.parse(JSON.stringify(await workOnExposure(rotation, exposure, ports)));
        told.push(JSON.stringify(answer));
        return answer;
      }),
      kept: async () => ({
        snapshot: { workloads: [], gaps: [], regions: ['us-east-1'], takenAt },
        policy: { ...DEFAULT_POLICY, rotation: { ...DEFAULT_POLICY.rotation, looks } },
      }),
      regions: [],
      tell: async (subject, text) => {
        pages.push(text);
        told.push(subject, text);
      },
    });
  }

  it('lives, and is not denied by itself while the contain switch is on pause', async () => {
    expect(await works(late)).toBe(true);
    const by = 'arn:aws:iam::1:user/ana';
    await setSwitch(bench.table, { which: 'contain', position: 'pause', by }, clock);
    const exposure = await look();
    await setSwitch(bench.table, { which: 'contain', position: 'run', by }, clock);
    expect(exposure && check(exposure, 'sessions')?.state).toBe('open');
    expect(pages[0]).toContain('the contain switch is on pause');
    expect(await works(late)).toBe(true);
  });

  it('is denied at the next look, refused from then on, and nobody else in its role is', async () => {
    const exposure = await look();
    expect(exposure && check(exposure, 'sessions')).toMatchObject({ state: 'closed' });
    const [session] = (exposure && check(exposure, 'sessions')?.items) ?? [];
    expect(session?.what).toMatch(/is denied everything since 20\d\d-\d\d-\d\d \d\d:\d\d UTC$/);
    expect(await works(late)).toBe(false);
    expect(await works(other)).toBe(true);
    // What contain denied for another leak is denied still.
    expect(await works(intruder)).toBe(false);
    expect(pages[1]).toContain('Denied now, as CloudTrail told of it late:');
  });

  it('is told of once, and kept beside the exposure with when it was looked into', async () => {
    await look();
    expect(pages).toHaveLength(2);
    const { stdout } = await run();
    expect(stdout).toMatch(
      new RegExp(`${leak} .*\\n +1 thing missing \\(third-parties\\) when it was looked into at 20`),
    );
    for (const session of [late, other]) expect(told.join('\n')).not.toContain(session?.secretAccessKey);
  });
});
