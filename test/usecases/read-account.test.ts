import { describe, expect, it } from 'vitest';
import { READ_ACTIONS, SECRET_READING_ACTIONS } from '../../lib/aws/actions.ts';
import type { Gateways } from '../../lib/aws/gateways.ts';
import type { Fact } from '../../lib/core/model/facts.ts';
import { REGIONAL_FACTS } from '../../lib/core/model/facts.ts';
import type { SourceGap } from '../../lib/core/model/gap.ts';
import { DEFAULT_POLICY } from '../../lib/core/model/policy.ts';
import { usageBook } from '../../lib/core/trust/usage.ts';
import type { AccountExport, Part, TrailReading } from '../../lib/ports/account-export.ts';
import type { Progress } from '../../lib/ports/progress.ts';
import type { Source } from '../../lib/sources/source.ts';
import { taskDefinitions } from '../../lib/sources/task-definitions/index.ts';
import { readLiveAccount } from '../../lib/usecases/read-account.ts';
import {
  ACCOUNT,
  CANARY,
  connectionTo,
  FUNCTION_ARN,
  KEY_1,
  KEY_2,
  listOf,
  SECRET_ARN,
  smallAccount,
} from '../aws/fake-gateways.ts';
import { ERRORS, sdkError } from '../aws/sdk-errors.ts';
import { part } from '../sources/files/export-builder.ts';

const NOW = new Date('2026-11-22T03:00:00Z');

function recorded(): Progress & { readonly lines: string[] } {
  const lines: string[] = [];
  const say = (kind: string) => (text?: string) => {
    lines.push(`${kind} ${text ?? ''}`);
  };
  return { lines, step: say('step'), detail: say('detail'), done: say('done') };
}

interface More {
  readonly regions?: readonly string[];
  readonly progress?: Progress;
  readonly sources?: readonly Source[];
}

/** Without the registered sources, which have clients of their own. */
function read(aws: Gateways, more: More = {}) {
  return readLiveAccount({
    policy: DEFAULT_POLICY,
    progress: recorded(),
    sink: usageBook(),
    now: () => NOW,
    connection: connectionTo(aws),
    sleep: () => Promise.resolve(),
    sources: [],
    ...more,
  });
}

const PARTS = [
  'authorization',
  'credentialReport',
  'accessKeys',
  'secrets',
  'secretVersions',
  'functions',
  'trail',
] as const;
const partsOf = (account: AccountExport): readonly (Part | TrailReading)[] =>
  PARTS.map((part) => account[part]);
const gapsOf = (account: AccountExport): readonly SourceGap[] => partsOf(account).flatMap(({ gaps }) => gaps);

describe('a live account', () => {
  it('that answers everything is read completely', async () => {
    const account = await read(smallAccount());
    expect(account.manifest).toEqual({
      account: ACCOUNT,
      partition: 'aws',
      takenAt: NOW.toISOString(),
      regions: ['us-east-1', 'eu-west-1'],
      credentialReportAt: '2026-11-22T01:00:00.000Z',
    });
    expect(gapsOf(account)).toEqual([]);
    expect(partsOf(account).map(({ status }) => status)).toEqual(Array(PARTS.length).fill('complete'));
    expect(account.accessKeys.items).toHaveLength(2);
    expect(account.secrets.items).toHaveLength(1);
    expect(account.functions.items).toHaveLength(1);
  });

  it('never gives out a value that lies in a function', async () => {
    const progress = recorded();
    const account = await read(smallAccount(), { progress });
    const everything = JSON.stringify([account, progress.lines]);
    expect(everything).not.toContain(CANARY);
    expect(everything).not.toContain('bPxRfiCY');
    expect(account.functions.items).toMatchObject([
      { Environment: { Variables: { AWS_SECRET_ACCESS_KEY: { redacted: true, length: CANARY.length } } } },
    ]);
  });

  it('says what it is doing, each step with its end', async () => {
    const progress = recorded();
    const source = { ...taskDefinitions, read: () => Promise.resolve(part('ecs:X', [{}, {}])) };
    const account = await read(smallAccount(), { progress, sources: [source] });
    expect(account.listed.taskDefinitions?.items).toHaveLength(2);
    const steps = progress.lines.filter((line) => !line.startsWith('detail'));
    expect(steps).toEqual([
      'step connecting to AWS',
      `done account ${ACCOUNT}, 2 Regions`,
      'step reading IAM, secrets and functions',
      expect.stringMatching(/^done .*2 access keys/) as string,
      'step reading workloads',
      'done 2 items',
      'step CloudTrail',
      expect.stringMatching(/^done 4 pages of events/) as string,
    ]);
    expect(progress.lines.some((line) => line.startsWith('detail IAM: keys of 1 of 2 users'))).toBe(true);
  });

  it('reads a source once, also when another waits for what it tells', async () => {
    let reads = 0;
    const first: Source = {
      ...taskDefinitions,
      part: 'first',
      read: async ({ partOf }) => part('ecs:X', (await partOf({ part: 'second' })).items),
    };
    const second: Source = {
      ...taskDefinitions,
      part: 'second',
      read: async () => {
        reads += 1;
        return part('ecs:Y', [{}]);
      },
    };
    const { listed } = await read(smallAccount(), { sources: [first, second] });
    expect([listed.first?.items, listed.second?.items, reads]).toEqual([[{}], [{}], 1]);
  });

  it('asks the trail about watched keys first and inactive ones last', async () => {
    const asked: string[] = [];
    const aws = smallAccount();
    const inactive = { AccessKeyId: 'AKIAINACTIVEINACTIVE', UserName: 'ada', Status: 'Inactive' as const };
    await readLiveAccount({
      policy: DEFAULT_POLICY,
      progress: recorded(),
      sink: usageBook(),
      now: () => NOW,
      sources: [],
      regions: ['eu-west-1'],
      watched: new Set(['bob']),
      connection: connectionTo({
        ...aws,
        iam: {
          ...aws.iam,
          accessKeys: async (user) => [
            ...(user === 'ada' ? [inactive] : []),
            ...(await aws.iam.accessKeys(user)),
          ],
        },
        trail: () => ({
          events: (id) => {
            asked.push(id);
            return Promise.resolve({ records: [], next: undefined });
          },
        }),
      }),
    });
    expect(asked).toEqual([KEY_2, KEY_1, inactive.AccessKeyId]);
  });
});

describe('Regions', () => {
  it('that are asked for are the only ones read', async () => {
    const account = await read(smallAccount(), { regions: ['us-east-1'] });
    expect(account.manifest.regions).toEqual(['us-east-1']);
    expect(account.secrets.items).toEqual([]);
  });

  it('that are switched off leave one gap, and no part that lies in Regions is complete', async () => {
    const account = await read(smallAccount(), { regions: ['eu-west-1', 'me-south-1'] });
    expect(account.manifest.regions).toEqual(['eu-west-1', 'me-south-1']);
    expect(gapsOf(account)).toMatchObject([{ scope: { account: ACCOUNT, region: 'me-south-1' } }]);
    expect([account.secrets.status, account.functions.status, account.trail.status]).toEqual(
      Array(3).fill('partial'),
    );
    expect(account.authorization.status).toBe('complete');
  });

  it('that are all switched off are unread', async () => {
    const account = await read(smallAccount(), { regions: ['me-south-1'] });
    expect([account.secrets.status, account.functions.status, account.trail.status]).toEqual(
      Array(3).fill('unread'),
    );
  });

  it.each(['Frankfurt', 'eu-west-9'])('called %s are bad input', async (name) => {
    await expect(read(smallAccount(), { regions: [name] })).rejects.toMatchObject({ name: 'InputError' });
  });
});

describe('nothing is read', () => {
  it.each(ERRORS.map(({ what, error }) => ({ what, error })))(
    'when AWS does not say who is calling: $what',
    async ({ error }) => {
      const aws = { ...smallAccount(), sts: { caller: () => Promise.reject(error) } };
      await expect(read(aws)).rejects.toMatchObject({
        name: 'NothingReadError',
        message: expect.stringMatching(/^nothing could be read: [^\n]+; [^\n]+$/) as string,
      });
    },
  );
});

interface Read {
  readonly action: string;
  readonly facts: readonly Fact[];
  readonly scope: SourceGap['scope'];
  readonly in: (typeof PARTS)[number];
  readonly fail: (aws: Gateways, error: Error) => Gateways;
}

/** Each read, made to fail; in its Region where it has one. */
const READS: readonly Read[] = [
  {
    action: 'iam:GetAccountAuthorizationDetails',
    facts: [
      'users',
      'policies',
      'roles',
      'access-keys',
      'last-used',
      'ssh-keys',
      'signing-certificates',
      'service-access',
    ],
    scope: { account: ACCOUNT },
    in: 'authorization',
    fail: (aws, error) => ({
      ...aws,
      iam: { ...aws.iam, authorizationDetails: () => listOf<object>(error) },
    }),
  },
  {
    action: 'iam:GetCredentialReport',
    facts: ['last-used', 'root', 'console-passwords'],
    scope: { account: ACCOUNT },
    in: 'credentialReport',
    fail: (aws, error) => ({ ...aws, iam: { ...aws.iam, credentialReport: () => Promise.reject(error) } }),
  },
  {
    action: 'iam:ListAccessKeys',
    facts: ['access-keys', 'last-used'],
    scope: { account: ACCOUNT },
    in: 'accessKeys',
    fail: (aws, error) => ({ ...aws, iam: { ...aws.iam, accessKeys: () => Promise.reject(error) } }),
  },
  {
    action: 'iam:GetAccessKeyLastUsed',
    facts: ['last-used'],
    scope: { account: ACCOUNT },
    in: 'accessKeys',
    fail: (aws, error) => ({ ...aws, iam: { ...aws.iam, accessKeyLastUsed: () => Promise.reject(error) } }),
  },
  {
    action: 'secretsmanager:ListSecrets',
    facts: ['secrets'],
    scope: { account: ACCOUNT, region: 'eu-west-1' },
    in: 'secrets',
    fail: (aws, error) => ({
      ...aws,
      secrets: (region) => ({
        ...aws.secrets(region),
        ...(region === 'eu-west-1' ? { secrets: () => listOf<never>(error) } : {}),
      }),
    }),
  },
  {
    action: 'secretsmanager:ListSecretVersionIds',
    facts: ['secrets'],
    scope: { account: ACCOUNT, region: 'eu-west-1' },
    in: 'secretVersions',
    fail: (aws, error) => ({
      ...aws,
      secrets: (region) => ({ ...aws.secrets(region), versions: () => Promise.reject(error) }),
    }),
  },
  {
    action: 'lambda:ListFunctions',
    facts: ['functions', 'function-environments'],
    scope: { account: ACCOUNT, region: 'eu-west-1' },
    in: 'functions',
    fail: (aws, error) => ({
      ...aws,
      functions: (region) => ({
        ...aws.functions(region),
        ...(region === 'eu-west-1' ? { functions: () => listOf<never>(error) } : {}),
      }),
    }),
  },
  {
    action: 'lambda:ListTags',
    facts: ['functions'],
    scope: { account: ACCOUNT, region: 'eu-west-1' },
    in: 'functions',
    fail: (aws, error) => ({
      ...aws,
      functions: (region) => ({ ...aws.functions(region), tags: () => Promise.reject(error) }),
    }),
  },
  {
    action: 'cloudtrail:LookupEvents',
    facts: ['usage'],
    scope: { account: ACCOUNT, region: 'eu-west-1' },
    in: 'trail',
    fail: (aws, error) => ({
      ...aws,
      trail: (region) =>
        region === 'eu-west-1' ? { events: () => Promise.reject(error) } : aws.trail(region),
    }),
  },
  {
    action: 'account:ListRegions',
    facts: REGIONAL_FACTS,
    scope: { account: ACCOUNT },
    in: 'secrets',
    fail: (aws, error) => ({ ...aws, account: { regions: () => Promise.reject(error) } }),
  },
];

describe.each(READS)('$action', ({ action, facts, scope, in: part, fail }) => {
  it.each(ERRORS)('that fails with $what is a gap that names it, never a clean result', async ({ error }) => {
    const account = await read(fail(smallAccount(), error));
    const gaps = account[part].gaps.filter((gap) => gap.missing === action);
    expect(gaps.length).toBeGreaterThan(0);
    expect(account[part].status).not.toBe('complete');
    for (const gap of gaps) {
      expect(gap.scope).toMatchObject(scope);
      expect(gap.facts).toEqual(facts);
      expect(gap.reason).toMatch(/^[^\n]{10,300}$/);
      expect(gap.remedy).toMatch(/^[^\n]{10,200}$/);
    }
    expect(JSON.stringify(account)).not.toContain('CANARY');
  });

  it('that is denied is what its remedy asks for', async () => {
    const account = await read(fail(smallAccount(), sdkError('AccessDenied')));
    const [gap] = account[part].gaps.filter(({ missing }) => missing === action);
    expect(gap?.remedy).toBe(`grant ${action} to the reading role`);
    expect([...READ_ACTIONS, ...SECRET_READING_ACTIONS]).toContain(action);
  });
});

it('an account in which every read is denied has no part that is complete but those that nothing led to', async () => {
  const error = sdkError('AccessDenied');
  const account = await read(READS.reduce((aws, { fail }) => fail(aws, error), smallAccount()));
  const statuses = Object.fromEntries(PARTS.map((part) => [part, account[part].status]));
  expect(statuses).toMatchObject({
    authorization: 'unread',
    credentialReport: 'unread',
    accessKeys: 'unread',
    trail: 'unread',
  });
  expect(account.secrets.items).toEqual([]);
  expect(account.trail.gaps).toMatchObject([
    {
      missing: 'iam:GetAccountAuthorizationDetails',
      reason: expect.stringContaining('no access key is known') as string,
    },
  ]);
});

it('a key whose last use was refused carries none', async () => {
  const { accessKeys } = await read(READS[3]!.fail(smallAccount(), sdkError('AccessDenied')));
  for (const key of accessKeys.items) expect(key).not.toHaveProperty('AccessKeyLastUsed');
  expect(accessKeys.gaps.map(({ scope }) => scope.subject)).toEqual([KEY_2]);
});

it.each`
  action                                   | subject
  ${'secretsmanager:ListSecretVersionIds'} | ${SECRET_ARN}
  ${'lambda:ListTags'}                     | ${FUNCTION_ARN}
`(
  'the gap of $action names what it is of',
  async ({ action, subject }: { action: string; subject: string }) => {
    const { fail, in: part } = READS.find((each) => each.action === action)!;
    const account = await read(fail(smallAccount(), sdkError('ServiceFailureException')));
    expect(account[part].gaps[0]?.scope.subject).toBe(subject);
  },
);
