import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  GetAccessKeyLastUsedCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { rotationClients } from '../../../../lib/aws/rotation/limits.ts';
import type { Row } from '../../../../lib/core/rotation/ledger.ts';
import type { Plan } from '../../../../lib/core/rotation/plan.ts';
import { begin, contain } from '../../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../../lib/core/rotation/tables.ts';
import type { ProbeAsked, Probed } from '../../../../lib/ports/rotation.ts';
import { hands } from '../../../../lib/usecases/rotation/hands/index.ts';
import { sdkError } from '../../../aws/sdk-errors.ts';
import { ROTATE } from '../../../prove/scenarios.ts';

const [iam, vault, trail, kms] = [
  mockClient(IAMClient),
  mockClient(SecretsManagerClient),
  mockClient(CloudTrailClient),
  mockClient(KMSClient),
];
const NOW = Date.parse('2026-11-26T10:00:00Z');
const ISSUER = 'arn:aws:iam::111122223333:role/issuer';
const PROBED: Probed = {
  proofs: {},
  dependents: { d1: 'well', d2: 'well' },
  copies: { env: 'O', secret: 'O' },
};

const CONTAINED = contain(PROTOCOL_TABLES, 'r-1', { ...ROTATE, kind: 'contain' }, null, 1, NOW);

let asked: ProbeAsked[] = [];
let probe: () => Promise<Probed> = async () => PROBED;
const at = (step: string, change: Partial<Row> = {}, plan: Plan = ROTATE): Row =>
  ({
    ...begin(PROTOCOL_TABLES, 'r-1', plan, 1, NOW - 1000),
    ...change,
    place: { table: 'rotate', step, copy: 0 },
  }) as Row;
const look = (row: Row) =>
  hands({
    clients: rotationClients({
      budgets: { iam: 1000, secretsmanager: 1000, cloudtrail: 1000, kms: 1000 },
      credentials: async () => ({ accessKeyId: 'x', secretAccessKey: 'x' }),
    }),
    clock: { now: () => NOW },
    prober: {
      async probe(one) {
        asked.push(one);
        return probe();
      },
    },
    switches: { read: async (which) => (which === 'rotate' ? 'run' : 'pause') },
    evidence: { read: async () => undefined, list: async () => [], write: async () => {} },
    issuerRole: ISSUER,
  }).look(row);

const keys = (...list: readonly (readonly [string, 'Active' | 'Inactive'])[]) =>
  iam.on(ListAccessKeysCommand).resolves({
    AccessKeyMetadata: list.map(([AccessKeyId, Status]) => ({
      AccessKeyId,
      Status,
      CreateDate: new Date(NOW),
    })),
  });
const gone = sdkError('NoSuchEntityException');

beforeEach(() => {
  for (const client of [iam, vault, trail, kms]) client.reset();
  asked = [];
  probe = async () => PROBED;
  keys(['O', 'Active']);
  iam
    .on(GetAccessKeyLastUsedCommand)
    .resolves({ AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A', LastUsedDate: undefined } });
  iam.on(GetUserPolicyCommand).rejects(gone).on(ListAttachedUserPoliciesCommand).resolves({});
  iam.on(SimulatePrincipalPolicyCommand).resolves({
    EvaluationResults: ['secretsmanager:PutSecretValue', 'secretsmanager:GetSecretValue'].map((action) => ({
      EvalActionName: action,
      EvalDecision: 'allowed',
    })),
  });
  vault
    .on(DescribeSecretCommand)
    .resolves({ VersionIdsToStages: { v0: ['AWSCURRENT'], v1: ['AWSPENDING'] } });
  trail.on(LookupEventsCommand).resolves({});
});

describe('a look', () => {
  it('tells what preflight needs', async () => {
    expect(await look(at('issue'))).toEqual({
      at: NOW,
      switch: 'run',
      containSwitch: 'unreadable',
      keys: [{ id: 'O', status: 'Active', maker: 'unknown' }],
      uses: {},
      secret: { current: 'v0', pending: 'v1' },
      copies: PROBED.copies,
      dependents: PROBED.dependents,
      signs: {},
      proofs: {},
      denied: 'unknown',
      successor: null,
      gates: { owner: true, window: true, soleRotation: true, storeWritable: true, wayBack: true },
    });
    expect(asked).toEqual([
      { plan: ROTATE, proofs: [], dependents: ['d1', 'd2'], copies: ['env', 'secret'] },
    ]);
  });

  it('in which nothing can be read is unknown in every part, and no error', async () => {
    for (const client of [iam, vault, trail, kms]) client.reset();
    const denied = sdkError('AccessDeniedException');
    iam.onAnyCommand().rejects(denied);
    vault.onAnyCommand().rejects(denied);
    trail.onAnyCommand().rejects(denied);
    kms.onAnyCommand().rejects(denied);
    probe = () => Promise.reject(new Error('the prober is gone'));
    const live = await look(at('issue'));
    expect(live).toMatchObject({
      keys: 'unknown',
      secret: 'unknown',
      denied: 'unknown',
      copies: {},
      dependents: {},
      gates: { soleRotation: 'unknown', storeWritable: 'unknown' },
    });
    expect(await look(at('deactivate'))).toMatchObject({ uses: { O: { state: 'unknown' } } });
  });

  it('of a user that is gone finds no key, and nothing that could act', async () => {
    iam.on(ListAccessKeysCommand).rejects(gone).on(ListAttachedUserPoliciesCommand).rejects(gone);
    expect(await look(CONTAINED)).toMatchObject({ keys: [], denied: { full: true } });
  });

  it('asks for the proof of a key only where a step needs it, and never of the watched one', async () => {
    await look(at('prove', { newKey: 'N', creations: 1 }));
    await look(at('deactivate', { newKey: 'N', creations: 1 }));
    expect(asked.map(({ proofs }) => proofs)).toEqual([[{ key: 'N', version: 'r-1.1' }], []]);
  });

  it('waits for nothing slow before what leaked is denied', async () => {
    await look(CONTAINED);
    expect(asked).toEqual([]);
  });
});

describe('the uses of the watched key', () => {
  const uses = async () => (await look(at('deactivate', { newKey: 'N', creations: 1 }))).uses;

  it('are asked in every Region in use, the one of the global services among them, from before the watch on', async () => {
    expect(await uses()).toEqual({ O: { state: 'never' } });
    const regions = await Promise.all(
      trail.calls().map(({ thisValue }) => (thisValue as CloudTrailClient).config.region()),
    );
    expect(regions.toSorted()).toEqual(['eu-west-1', 'us-east-1']);
    const { StartTime } = trail.commandCalls(LookupEventsCommand)[0]!.args[0].input;
    expect(StartTime?.getTime()).toBe(NOW - 1000 - 3_600_000);
  });

  it.each`
    why                                | breaks
    ${'IAM does not tell'}             | ${() => iam.on(GetAccessKeyLastUsedCommand).rejects(sdkError('AccessDenied'))}
    ${'IAM answers without saying it'} | ${() => iam.on(GetAccessKeyLastUsedCommand).resolves({})}
    ${'CloudTrail does not tell'}      | ${() => trail.on(LookupEventsCommand).rejectsOnce(sdkError('AccessDeniedException')).resolves({})}
    ${'a record is damaged'}           | ${() => trail.on(LookupEventsCommand).resolves({ Events: [{ CloudTrailEvent: '{' }] })}
    ${'an event has no record'}        | ${() => trail.on(LookupEventsCommand).resolves({ Events: [{}] })}
  `('are unknown when $why', async ({ breaks }) => {
    breaks();
    expect(await uses()).toEqual({ O: { state: 'unknown' } });
  });
});

it('a key that is used all the time is known to be, without reading all of it', async () => {
  const record = {
    eventID: 'e',
    eventTime: '2026-11-26T09:59:59Z',
    eventName: 'GetCallerIdentity',
    eventSource: 'sts.amazonaws.com',
    awsRegion: 'us-east-1',
    sourceIPAddress: '198.51.100.7',
    userIdentity: {},
  };
  let page = 0;
  trail.on(LookupEventsCommand).callsFake(() => {
    page += 1;
    return { Events: [{ CloudTrailEvent: JSON.stringify(record) }], NextToken: `t${page}` };
  });
  const { uses } = await look(at('deactivate', { newKey: 'N', creations: 1 }));
  expect(uses).toEqual({ O: { state: 'used', at: NOW - 1, byKnownAt: NOW - 1 } });
  expect(trail.calls()).toHaveLength(22);
});

describe('a key that nothing explains', () => {
  const found = async (record: object | null, opened: readonly string[] = ['create']) => {
    keys(['O', 'Active'], ['X', 'Active']);
    trail.on(LookupEventsCommand).resolves({
      Events: record === null ? [] : [{ CloudTrailEvent: JSON.stringify(record) }],
    });
    const live = await look(at('issue', { opened }));
    return live.keys === 'unknown' ? 'unknown' : live.keys.find(({ id }) => id === 'X')?.maker;
  };
  const made = (issuer: string | undefined, id = 'X') => ({
    eventID: 'e',
    eventTime: '2026-11-26T10:00:00Z',
    eventName: 'CreateAccessKey',
    eventSource: 'iam.amazonaws.com',
    awsRegion: 'us-east-1',
    userIdentity: issuer === undefined ? {} : { sessionContext: { sessionIssuer: { arn: issuer } } },
    responseElements: { accessKey: { accessKeyId: id } },
  });

  it.each`
    why                                        | record                                      | maker
    ${'the issuer role made it'}               | ${made(ISSUER)}                             | ${'ours'}
    ${'another role made it'}                  | ${made('arn:aws:iam::111122223333:role/x')} | ${'other'}
    ${'a user made it'}                        | ${made(undefined)}                          | ${'other'}
    ${'CloudTrail does not tell of it (yet)'}  | ${null}                                     | ${'unknown'}
    ${'CloudTrail tells of another key alone'} | ${made(ISSUER, 'Y')}                        | ${'unknown'}
  `('is $maker when $why', async ({ record, maker }) => expect(await found(record)).toBe(maker));

  it('can’t be ours before a key was asked for', async () => {
    expect(await found(made(ISSUER), [])).toBe('unknown');
    expect(trail.calls()).toHaveLength(0);
  });
});

describe('the gates', () => {
  const gates = async (plan: Plan = ROTATE) => (await look(at('issue', {}, plan))).gates;
  const secret = (told: object) =>
    vault.on(DescribeSecretCommand).resolves({ VersionIdsToStages: { v0: ['AWSCURRENT'] }, ...told });
  const planned = (where: Partial<Plan['where']>): Plan => ({
    ...ROTATE,
    where: { ...ROTATE.where, ...where },
  });

  it.each`
    gate               | why                            | told                                        | answer
    ${'soleRotation'}  | ${'has a rotation of its own'} | ${{ RotationEnabled: true }}                | ${false}
    ${'soleRotation'}  | ${'is a service’s'}            | ${{ OwningService: 'rds' }}                 | ${false}
    ${'soleRotation'}  | ${'is a replica'}              | ${{ PrimaryRegion: 'us-east-1' }}           | ${false}
    ${'soleRotation'}  | ${'has replicas'}              | ${{ PrimaryRegion: 'eu-west-1' }}           | ${true}
    ${'storeWritable'} | ${'has an AWS managed key'}    | ${{ KmsKeyId: 'alias/aws/secretsmanager' }} | ${true}
  `('$gate is $answer where the secret $why', async ({ gate, told, answer }) => {
    secret(told);
    expect(await gates()).toMatchObject({ [gate]: answer });
  });

  it('the store is not writable when the issuer may not, and unknown when that can’t be asked', async () => {
    iam.on(SimulatePrincipalPolicyCommand).resolves({
      EvaluationResults: [{ EvalActionName: 'secretsmanager:PutSecretValue', EvalDecision: 'implicitDeny' }],
    });
    expect(await gates()).toMatchObject({ storeWritable: false });
    iam.on(SimulatePrincipalPolicyCommand).rejects(sdkError('AccessDenied'));
    expect(await gates()).toMatchObject({ storeWritable: 'unknown' });
  });

  it.each`
    state                | answer
    ${'Enabled'}         | ${true}
    ${'Disabled'}        | ${false}
    ${'PendingDeletion'} | ${false}
  `('the store is writable: $answer where its key is $state', async ({ state, answer }) => {
    secret({ KmsKeyId: 'k' });
    kms.on(DescribeKeyCommand).resolves({ KeyMetadata: { KeyId: 'k', KeyState: state } });
    expect(await gates()).toMatchObject({ storeWritable: answer });
  });

  it.each`
    held         | answer
    ${'O'}       | ${true}
    ${'OTHER'}   | ${false}
    ${null}      | ${false}
    ${'unknown'} | ${'unknown'}
  `('the store is writable: $answer where it holds $held', async ({ held, answer }) => {
    probe = async () => ({ ...PROBED, copies: { ...PROBED.copies, secret: held } });
    expect(await gates()).toMatchObject({ storeWritable: answer });
  });

  it('nobody answers for it, it is closed, and a copy can’t be restored', async () => {
    const window = { timeZone: 'UTC', days: [1], from: '00:00', until: '01:00' };
    const plan = planned({ owner: null, window, noWayBack: ['env'] });
    expect(await gates(plan)).toMatchObject({ owner: false, window: false, wayBack: false });
    const people = { requestedBy: 'a', at: 0, authors: [], approvalsWithin: 1, approvals: [] };
    expect((await look(at('issue', { people }, planned({ noWayBack: ['env'] })))).gates.wayBack).toBe(true);
    expect(await gates(planned({ window: { ...window, timeZone: 'x' } }))).toMatchObject({
      window: 'unknown',
    });
  });

  it('dependents that read a replica which is behind are not known to be well', async () => {
    secret({ ReplicationStatus: [{ Region: 'us-east-1', Status: 'InProgress' }] });
    expect((await look(at('issue'))).dependents).toEqual({ d1: 'well', d2: 'unknown' });
    secret({ ReplicationStatus: [{ Region: 'us-east-1', Status: 'InSync' }] });
    expect((await look(at('issue'))).dependents).toEqual({ d1: 'well', d2: 'well' });
  });
});

describe('what is denied', () => {
  const policy = (document: object | string) => ({
    UserName: 'app',
    PolicyName: 'x',
    PolicyDocument: encodeURIComponent(typeof document === 'string' ? document : JSON.stringify(document)),
  });
  const all = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] };
  const before = {
    Version: '2012-10-17',
    Statement: [
      {
        ...all.Statement[0],
        Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-11-26T09:00:00.000Z' } },
      },
    ],
  };
  const denied = async () => (await look(CONTAINED)).denied;

  it('is asked for what leaked alone, and nothing else that is not gone by', async () => {
    await look(at('confirm', { newKey: 'N', creations: 1 }));
    expect(iam.commandCalls(GetUserPolicyCommand)).toEqual([]);
    expect(asked.map(({ copies }) => copies)).toEqual([[]]);
  });

  it.each`
    why                                | name                         | document                                                                      | expected
    ${'everything, by our policy'}     | ${'NightwardenDenyAll'}      | ${all}                                                                        | ${{ full: true, sessionsBefore: null }}
    ${'less, by a policy of its name'} | ${'NightwardenDenyAll'}      | ${{ ...all, Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }] }} | ${{ full: false, sessionsBefore: null }}
    ${'nothing that can be read'}      | ${'NightwardenDenyAll'}      | ${'{'}                                                                        | ${{ full: false, sessionsBefore: null }}
    ${'older sessions'}                | ${'NightwardenDenySessions'} | ${before}                                                                     | ${{ full: false, sessionsBefore: NOW - 3_600_000 }}
    ${'who knows what'}                | ${'NightwardenDenySessions'} | ${{ ...before, Version: '2008-10-17' }}                                       | ${{ full: false, sessionsBefore: null }}
  `('is $why', async ({ name, document, expected }) => {
    iam.on(GetUserPolicyCommand, { PolicyName: name }).resolves(policy(document));
    expect(await denied()).toEqual(expected);
  });

  it('is everything by AWS’s own policy', async () => {
    iam.on(ListAttachedUserPoliciesCommand).resolves({
      AttachedPolicies: [{ PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' }],
    });
    expect(await denied()).toEqual({ full: true, sessionsBefore: null });
  });
});

describe('a version that Secrets Manager laid out for a rotation', () => {
  const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:rotate-secret';
  const plan: Plan = { ...ROTATE, served: { version: 'v1', by: FUNCTION } };

  it.each`
    why                                      | step       | laidOut      | pending | expected
    ${'holds nothing, so nothing is staged'} | ${'stage'} | ${'empty'}   | ${'v1'} | ${{ current: 'v0', pending: null }}
    ${'holds nothing before a key is made'}  | ${'issue'} | ${'empty'}   | ${'v1'} | ${{ current: 'v0', pending: null }}
    ${'holds the value'}                     | ${'stage'} | ${'filled'}  | ${'v1'} | ${{ current: 'v0', pending: 'v1' }}
    ${'can\u2019t be read'}                  | ${'stage'} | ${'unknown'} | ${'v1'} | ${'unknown'}
    ${'was not told of'}                     | ${'stage'} | ${undefined} | ${'v1'} | ${'unknown'}
    ${'is not the one that is pending'}      | ${'stage'} | ${'empty'}   | ${'v9'} | ${{ current: 'v0', pending: 'v9' }}
    ${'was filled long ago'}                 | ${'prove'} | ${undefined} | ${'v1'} | ${{ current: 'v0', pending: 'v1' }}
  `('at $step: $why', async ({ step, laidOut, pending, expected }) => {
    vault
      .on(DescribeSecretCommand)
      .resolves({ VersionIdsToStages: { v0: ['AWSCURRENT'], [pending]: ['AWSPENDING'] } });
    probe = async () => ({ ...PROBED, ...(laidOut === undefined ? {} : { laidOut }) });
    expect((await look(at(step, {}, plan))).secret).toEqual(expected);
    expect(asked[0]?.laidOut).toBe(step === 'prove' ? undefined : 'v1');
  });

  it.each`
    plan      | rotation                                                    | sole
    ${plan}   | ${{ RotationEnabled: true, RotationLambdaARN: FUNCTION }}   | ${true}
    ${plan}   | ${{ RotationEnabled: true, RotationLambdaARN: 'another' }}  | ${false}
    ${plan}   | ${{ RotationEnabled: true }}                                | ${false}
    ${plan}   | ${{ RotationEnabled: false, RotationLambdaARN: 'another' }} | ${true}
    ${ROTATE} | ${{ RotationEnabled: true, RotationLambdaARN: FUNCTION }}   | ${false}
  `('a rotation $rotation leaves the plan alone with its secret: $sole', async ({ plan, rotation, sole }) => {
    vault.on(DescribeSecretCommand).resolves({ ...rotation, VersionIdsToStages: { v0: ['AWSCURRENT'] } });
    expect((await look(at('issue', {}, plan))).gates.soleRotation).toBe(sole);
  });
});
