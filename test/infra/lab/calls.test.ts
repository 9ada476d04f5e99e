import { readFile } from 'node:fs/promises';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, labClient, startLab } from '../../lab/lab.ts';
import { enableSecurityHub } from '../../lab/security-hub.ts';
import { seed } from '../../lab/seed.ts';
import { writeSideFiles } from '../../lab/side-files.ts';
import { makeStateTable } from '../../lab/state-table.ts';
import { smallShop } from '../../worlds/small-shop/world.ts';
import { actionsOf, listOf, policiesOf, type Statement, stackOf, textOf } from '../synth.ts';
import { noteCalls, type Sent } from './sent.ts';

const RUN = '2026-11-26';
const BUCKET = 'evidence';
const TABLE = 'state';
const REGIONS = smallShop.regions;

let lab: Lab;
/** The calls of each worker, by its handler's folder. */
const calls = new Map<string, readonly Sent[]>();
const answers = new Map<string, unknown>();
const notes = noteCalls();

const UNPACED = 'budgets:\n  iam: 200\n  cloudtrail: 200\n  secretsmanager: 200\n';

beforeAll(async () => {
  lab = await startLab();
  const seeded = await seed(lab, smallShop);
  await enableSecurityHub(lab, REGIONS);
  const side = await writeSideFiles(lab.folder, seeded);
  await makeHome({ roster: side.roster, exposures: side.exposures });
  await work('begin-night', { reason: 'person', run: RUN });
  const target = (await work('open-account', { run: RUN, account: lab.account, reach: 'all' })) as object;
  await work('sweep-iam', target);
  for (const region of REGIONS) await work('sweep-cloudtrail', { ...target, region });
  for (const region of REGIONS) await work('sweep-secrets', { ...target, region });
  const outcome = await work('assess', target);
  await work('publish', { ...target, outcome });
  await work('summarise', { run: RUN, accounts: [lab.account] });
  // There is no state machine here to start: that it was asked for is what is noted.
  await work('receive-event', exposure()).catch(() => undefined);
  await work('receive-event', chosen()).catch(() => undefined);
}, 180_000);

afterAll(async () => {
  notes.stop();
  await lab?.stop();
});

/** What the stack would have made, and what a worker is told of it. */
async function makeHome(files: Readonly<Record<'roster' | 'exposures', string>>): Promise<void> {
  const s3 = new S3Client({ ...labClient(lab), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const put = (Key: string, Body: string | Buffer) =>
    s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  await put('inputs/policy.yaml', UNPACED);
  await put('inputs/roster.csv', await readFile(files.roster));
  await put('inputs/exposures.json', await readFile(files.exposures));
  await makeStateTable(lab, TABLE);
  const { TopicArn = '' } = await new SNSClient(labClient(lab)).send(
    new CreateTopicCommand({ Name: 'told' }),
  );
  Object.assign(process.env, lab.env, {
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_S3: lab.endpoint,
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
    NIGHTWARDEN_TABLE: TABLE,
    NIGHTWARDEN_BUCKET: BUCKET,
    NIGHTWARDEN_HOME_REGION: 'us-east-1',
    NIGHTWARDEN_PARTITION: 'aws',
    NIGHTWARDEN_ACCOUNT: lab.account,
    NIGHTWARDEN_RUN_DAYS: '400',
    NIGHTWARDEN_REGIONS: REGIONS.join(','),
    NIGHTWARDEN_TOPIC: TopicArn,
    NIGHTWARDEN_MACHINE: `arn:aws:states:us-east-1:${lab.account}:stateMachine:Sweep`,
  });
}

function exposure(): object {
  return {
    id: 'e-1',
    account: lab.account,
    time: '2026-11-26T04:11:53Z',
    source: 'aws.health',
    detail: {
      eventTypeCode: 'AWS_RISK_CREDENTIALS_EXPOSED',
      affectedEntities: [{ entityValue: 'AKIAIOSFODNN7EXAMPLE' }],
    },
  };
}

/** Somebody asks for a plan for a finding, in Security Hub. */
function chosen(): object {
  return {
    id: 'e-2',
    account: lab.account,
    time: '2026-11-26T04:12:53Z',
    source: 'aws.securityhub',
    resources: [`arn:aws:securityhub:us-east-1:${lab.account}:action/custom/NightwardenPropose`],
    detail: {
      findings: [
        {
          Id: 'nightwarden/iam.old-access-key:AKIAIOSFODNN7EXAMPLE',
          AwsAccountId: lab.account,
          ProductFields: { 'nightwarden/credential': 'AKIAIOSFODNN7EXAMPLE' },
        },
      ],
    },
  };
}

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

/** Calls a worker's own handler, and notes what it called. */
async function work(name: string, event: unknown): Promise<unknown> {
  const { handler } = (await import(`../../../functions/${name}/handler.ts`)) as { handler: Handler };
  notes.take();
  try {
    const answer = await handler(event, {
      functionName: name,
      awsRequestId: 'r',
      getRemainingTimeInMillis: () => 900_000,
    });
    answers.set(name, answer);
    return answer;
  } finally {
    calls.set(name, [...(calls.get(name) ?? []), ...notes.take()]);
  }
}

/** The role of each worker in the template of a single account, by the handler's folder. */
const ROLES: Readonly<Record<string, string>> = {
  'begin-night': 'BeginNight',
  'open-account': 'OpenAccount',
  'sweep-iam': 'SweepIam',
  'sweep-cloudtrail': 'SweepCloudtrail',
  'sweep-secrets': 'SweepSecrets',
  assess: 'Assess',
  publish: 'Publish',
  summarise: 'Summarise',
  'receive-event': 'ReceptionWorker',
};

function statementsOf(worker: string): readonly Statement[] {
  return policiesOf(stackOf('single', 'Nightwarden'))
    .filter(({ role }) => role.startsWith(`${ROLES[worker]}Role`))
    .flatMap(({ statements }) => statements);
}

/** A resource of the template as it would be in the lab. */
function inLab(resource: unknown): string {
  return textOf(resource)
    .replace(/<StorageEvidence\w+\.Arn>/, `arn:aws:s3:::${BUCKET}`)
    .replace(/<StorageState\w+\.Arn>/, `table/${TABLE}`)
    .replace(/<NoticesTopic\w+>/, process.env.NIGHTWARDEN_TOPIC ?? '')
    .replace(/<SweepMachine\w+>/, process.env.NIGHTWARDEN_MACHINE ?? '');
}

function matches(pattern: string, resource: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(resource);
}

function isAllowed(statements: readonly Statement[], { action, resource }: Sent): boolean {
  return statements.some(
    (statement) =>
      actionsOf([statement]).includes(action) &&
      (resource === undefined || listOf(statement.Resource).some((each) => matches(inLab(each), resource))),
  );
}

describe('the workers of a night in the lab', () => {
  it('did their work: the account was read without a gap, judged, published and added up', () => {
    expect(answers.get('assess')).toMatchObject({ state: 'assessed', gaps: 0 });
    expect(answers.get('publish')).toMatchObject({ published: true, problems: [] });
    expect(answers.get('summarise')).toMatchObject({ state: 'complete', assessed: 1 });
  });

  it.each(Object.keys(ROLES))(
    '%s calls nothing that its role may not, on nothing that it may not',
    (worker) => {
      const made = calls.get(worker) ?? [];
      expect(made.length).toBeGreaterThan(0);
      expect(made.filter((call) => !isAllowed(statementsOf(worker), call))).toEqual([]);
    },
  );

  it("what reads the account may be read by the spoke's role too", () => {
    const spoke = policiesOf(stackOf('organisation', 'StackSet'))
      .filter(({ role }) => role === 'read')
      .flatMap(({ statements }) => statements);
    const readers = ['open-account', 'sweep-iam', 'sweep-cloudtrail', 'sweep-secrets'];
    const made = readers
      .flatMap((worker) => calls.get(worker) ?? [])
      .filter(({ resource }) => resource === undefined);
    expect(new Set(made.map(({ action }) => action)).size).toBeGreaterThan(40);
    expect(made.filter((call) => !isAllowed(spoke, call))).toEqual([]);
  });

  it('the roles of those that read have nothing that is not called in a night of the shop', () => {
    const called = new Set([...calls.values()].flat().map(({ action }) => action));
    const granted = ['sweep-iam', 'sweep-cloudtrail', 'sweep-secrets', 'open-account'].flatMap((worker) =>
      actionsOf(statementsOf(worker)),
    );
    const idle = [...new Set(granted)].filter(
      (action) => !called.has(action) && !/^(logs|xray):/.test(action),
    );
    expect(idle.toSorted()).toEqual([]);
  });
});
