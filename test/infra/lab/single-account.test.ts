import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { IAMClient, paginateListRoles } from '@aws-sdk/client-iam';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Row } from '../../../lib/aws/dynamodb.ts';
import { nightOf } from '../../../lib/core/nights/run.ts';
import { readJson } from '../../../lib/usecases/night/json.ts';
import { inputKey, sweepKey } from '../../../lib/usecases/night/layout.ts';
import { nightwarden } from '../../bin/run.ts';
import { bootstrap, deploy, destroy } from '../../lab/deploy.ts';
import { expectedFindings } from '../../lab/expected.ts';
import type { SeenCall } from '../../lab/gateway/index.ts';
import { type Lab, labClient, labEnvironment, startLab } from '../../lab/lab.ts';
import {
  type Deployment,
  deploymentOf,
  handOver,
  killNight,
  labStore,
  type NightOutput,
  runNight,
  tableRows,
  untilQuiet,
} from '../../lab/night.ts';
import { fireSchedule } from '../../lab/schedule.ts';
import { activeFindings, enableSecurityHub } from '../../lab/security-hub.ts';
import { type Seeded, seed } from '../../lab/seed.ts';
import { type SideFiles, writeSideFiles } from '../../lab/side-files.ts';
import { askedWhoCalls } from '../../lab/world.ts';
import { smallShop } from '../../worlds/small-shop/world.ts';

const STACK = 'Nightwarden';
/** It has no clock of its own here, and goes with everything that it kept. */
const CONFIG = { schedule: { enabled: false }, retention: { keepOnDestroy: false } };

let lab: Lab;
let seeded: Seeded;
let side: SideFiles;
let deployment: Deployment;
let night: NightOutput;
/** What there was when the night had been killed, before it was started again. */
let killed: { readonly status: string; readonly rows: readonly Row[]; readonly published: number };

/** The calls of the whole night. */
let answered: readonly SeenCall[];

const world = askedWhoCalls(smallShop);

beforeAll(async () => {
  lab = await startLab({ auth: true });
  seeded = await seed(lab, world);
  side = await writeSideFiles(lab.folder, seeded);
  await enableSecurityHub(lab, smallShop.regions);
  await bootstrap(lab);
  const outputs = await deploy(lab, { stacks: [STACK], config: CONFIG });
  deployment = deploymentOf(outputs[STACK]);
  await handOver(lab, deployment, side, nightOf(new Date().toISOString()));
  const isRead = (keys: readonly string[]) => keys.some((key) => key.endsWith('/authorization.json.gz'));
  killed = {
    status: await killNight(lab, deployment, isRead),
    rows: await tableRows(lab, deployment),
    published: (await published()).length,
  };
  lab.gateway.resetCalls();
  night = await runNight(lab, deployment);
  answered = lab.gateway.calls();
}, 300_000);

afterAll(async () => {
  await lab.stop();
});

/**
 * The CDK's own role, by which CloudFormation deploys: it may do everything, and a machine uses it. It is of the
 * bootstrap, not of Nightwarden, and the account has it before the first deployment.
 */
const BOOTSTRAP =
  'iam.administrator-credential:arn:aws:iam::111122223333:role/cdk-hnb659fds-cfn-exec-role-111122223333-us-east-1';

const expected = () => sorted([...expectedFindings(seeded), BOOTSTRAP]);
const sorted = (ids: readonly string[]) => ids.toSorted((a, b) => a.localeCompare(b));

/** What Security Hub holds, by the finding's own id: severity and the moment that it was last sent. */
async function published() {
  const found = await Promise.all(smallShop.regions.map((region) => activeFindings(lab, region)));
  return found.flat().map(({ Id = '', Severity, Title, UpdatedAt, ProductFields }) => ({
    id: Id.replace('nightwarden/', ''),
    detector: ProductFields?.['nightwarden/detector'],
    severity: Severity?.Label?.toLowerCase(),
    title: Title,
    updatedAt: UpdatedAt,
  }));
}

/** The rows, but for the moment that an account was judged: the second time is another. */
async function undated() {
  const rows = await tableRows(lab, deployment);
  return rows.map((row) =>
    'outcome' in row ? { ...row, expiresAt: 0, outcome: { ...(row.outcome as object), at: '' } } : row,
  );
}

function callsOf(action: string): number {
  return lab.gateway.calls().filter((call) => `${call.service}:${call.action}` === action).length;
}

describe('a night that is killed', () => {
  it('has begun and published nothing', () => {
    expect(killed).toMatchObject({ status: 'ABORTED', published: 0 });
    expect(killed.rows).toMatchObject([{ pk: 'RUNS', run: { id: night.run, state: 'running' } }]);
  });

  it('is the same night when it is started again: one run, begun when it was first begun', async () => {
    const runs = (await tableRows(lab, deployment)).filter(
      ({ pk, sk }) => pk === 'RUNS' && sk.endsWith(night.run),
    );
    const [first] = killed.rows as readonly { run?: { startedAt: string } }[];
    expect(runs).toMatchObject([{ run: { startedAt: first?.run?.startedAt, state: 'complete' } }]);
  });
});

describe('a deployed night in a single account', () => {
  it('is complete: every account read, everything published', () => {
    expect(night).toMatchObject({ state: 'complete', assessed: 1, unread: 0 });
  });

  it('is refused nothing by its roles: every call that its functions made was allowed', () => {
    const refused = answered.filter(
      ({ accessKeyId = '', status }) => accessKeyId.startsWith('ASIA') && (status === 403 || status === 401),
    );
    expect(answered.filter(({ accessKeyId = '' }) => accessKeyId.startsWith('ASIA')).length).toBeGreaterThan(
      300,
    );
    expect(refused).toEqual([]);
  });

  it('leaves in Security Hub exactly what is planted in the account and the role of the bootstrap, and nothing of its own', async () => {
    expect(sorted((await published()).map(({ id }) => id))).toEqual(expected());
  });

  it('finds what a sweep finds in files collected from the same account, as severe and as titled', async () => {
    const policy = join(lab.folder, 'fast.yaml');
    await writeFile(policy, 'budgets: { iam: 500, cloudtrail: 500, secretsmanager: 500 }\n');
    const out = join(lab.folder, 'collected');
    const env = labEnvironment(lab);
    const collected = await nightwarden(['collect', '--out', out, '--policy', policy], env);
    expect(collected).toMatchObject({ code: 0 });
    const files = ['--roster', side.roster, '--exposures', side.exposures];
    const swept = await nightwarden(['sweep', '--from', out, ...files, '--format', 'json'], env);
    const { findings } = JSON.parse(swept.stdout) as {
      findings: { id: string; severity: string; title: string }[];
    };
    const brief = (
      list: readonly { id: string; severity?: string | undefined; title?: string | undefined }[],
    ) => sorted(list.map(({ id, severity, title }) => `${id} ${severity} ${title}`));
    expect(brief(await published())).toEqual(brief(findings));
  });

  it('has read everything: the document that it kept tells of no gap', async () => {
    const kept = await readJson(labStore(lab, deployment), sweepKey(night.run, lab.account));
    expect(kept).toMatchObject({ schema: 'nightwarden.sweep/1', gaps: [] });
  });

  it('keeps rows of the run, its account, each finding and each credential, and no planted secret', async () => {
    const rows = await tableRows(lab, deployment);
    const kinds = Object.groupBy(rows, ({ pk, sk }) => `${pk} ${sk.split('#')[0]}`);
    expect(kinds['RUNS RUN']).toHaveLength(1);
    expect(kinds[`RUN#${night.run} ACCOUNT`]).toHaveLength(1);
    expect(kinds[`ACCOUNT#${lab.account} FINDING`]).toHaveLength(expected().length);
    expect(kinds[`ACCOUNT#${lab.account} CREDENTIAL`]?.length).toBeGreaterThan(40);
    expect(JSON.stringify(rows)).not.toContain('NIGHTWARDENCANARY');
  });

  it('run again does nothing twice: no finding is sent, nobody is told, every row stays as it was', async () => {
    const before = { rows: await undated(), hub: await published() };
    lab.gateway.resetCalls();
    expect(await runNight(lab, deployment)).toEqual(night);
    expect(callsOf('securityhub:GetFindings')).toBeGreaterThan(0);
    expect(callsOf('securityhub:BatchImportFindings')).toBe(0);
    expect(callsOf('sns:Publish')).toBe(0);
    expect(await published()).toEqual(before.hub);
    expect(await undated()).toEqual(before.rows);
  });
});

describe('a person hands over another roster', () => {
  it('and the accounts are judged by it at once, in a run that is named by the event', async () => {
    await labStore(lab, deployment).write(inputKey('exposures'), await readFile(side.exposures));
    const named = /^\d{4}-\d\d-\d\dT[\d-]+Z-[\w-]+$/;
    await vi.waitFor(
      async () => expect(await untilQuiet(lab, deployment)).toContainEqual(expect.stringMatching(named)),
      { timeout: 60_000, interval: 300 },
    );
    const row = (await rowsOfAccount()).findLast(({ pk }) => named.test(pk.slice(4)));
    expect(row?.outcome).toMatchObject({ state: 'assessed', published: true, new: 0 });
  });
});

async function rowsOfAccount() {
  return (await tableRows(lab, deployment)).filter(({ sk }) => sk === `ACCOUNT#${lab.account}`);
}

describe('the schedule', () => {
  it('begins the night by itself', async () => {
    const before = await untilQuiet(lab, deployment);
    await fireSchedule(lab);
    await vi.waitFor(
      async () => expect((await untilQuiet(lab, deployment)).length).toBeGreaterThan(before.length),
      { timeout: 60_000, interval: 300 },
    );
    const runs = (await tableRows(lab, deployment)).filter(({ sk }) => sk === `RUN#${night.run}`);
    expect(runs).toMatchObject([{ run: { state: 'complete' } }]);
    expect(sorted((await published()).map(({ id }) => id))).toEqual(expected());
  }, 120_000);
});

describe('deployed a second time', () => {
  it('is the same deployment with its new options: bucket, table and every row stay, and its night sends nothing again', async () => {
    const before = { rows: await undated(), hub: await published() };
    const config = { ...CONFIG, retention: { ...CONFIG.retention, logDays: 7 } };
    const outputs = await deploy(lab, { stacks: [STACK], config });
    expect(deploymentOf(outputs[STACK])).toEqual(deployment);
    expect(await undated()).toEqual(before.rows);
    expect(await runNight(lab, deployment)).toEqual(night);
    expect(await published()).toEqual(before.hub);
  }, 120_000);
});

describe('cdk destroy', () => {
  it('leaves nothing of a deployment that need not be kept, not even a bucket that was full', async () => {
    await destroy(lab, { stacks: [STACK] });
    expect(await leftOvers(lab)).toEqual([]);
  });
});

/** Names of what is there and bears the stack's name; what the CDK's bootstrap made is not ours. */
async function leftOvers(of: Lab): Promise<readonly string[]> {
  const { Buckets = [] } = await new S3Client(labClient(of)).send(new ListBucketsCommand({}));
  const { TableNames = [] } = await new DynamoDBClient(labClient(of)).send(new ListTablesCommand({}));
  const names = [...Buckets.map(({ Name = '' }) => Name), ...TableNames];
  for await (const { Functions = [] } of paginateListFunctions(
    { client: new LambdaClient(labClient(of)) },
    {},
  ))
    names.push(...Functions.map(({ FunctionName = '' }) => FunctionName));
  for await (const { Roles = [] } of paginateListRoles({ client: new IAMClient(labClient(of)) }, {}))
    names.push(...Roles.map(({ RoleName = '' }) => RoleName));
  return names.filter((name) => /nightwarden/i.test(name));
}
