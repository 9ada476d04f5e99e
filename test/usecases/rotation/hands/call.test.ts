import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { DescribeParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { rotationClients } from '../../../../lib/aws/rotation/limits.ts';
import type { Call } from '../../../../lib/core/rotation/calls.ts';
import type { Row } from '../../../../lib/core/rotation/ledger.ts';
import type { Plan } from '../../../../lib/core/rotation/plan.ts';
import { begin, contain } from '../../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../../lib/core/rotation/tables.ts';
import type { Target } from '../../../../lib/core/rotation/where.ts';
import { hands } from '../../../../lib/usecases/rotation/hands/index.ts';
import { sdkError } from '../../../aws/sdk-errors.ts';
import { ROTATE } from '../../../prove/scenarios.ts';

const [iam, vault, lambda, ssm] = [
  mockClient(IAMClient),
  mockClient(SecretsManagerClient),
  mockClient(LambdaClient),
  mockClient(SSMClient),
];
const CANARY = 'NIGHTWARDENCANARYvalue';
const OLD = JSON.stringify({ accessKeyId: 'O', secretAccessKey: `${CANARY}old`, more: 1 });
const NEW = JSON.stringify({ accessKeyId: 'N', secretAccessKey: `${CANARY}new`, more: 1 });
const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:shop';

const target = (copy: Target): Plan => ({ ...ROTATE, where: { ...ROTATE.where, targets: { env: copy } } });
const environment = (alias: string | null): Plan =>
  target({ in: 'lambda-environment', arn: FUNCTION, accessKeyId: 'ID', secretAccessKey: 'KEY', alias });
const rowOf = (plan: Plan = ROTATE): Row => begin(PROTOCOL_TABLES, 'r-1', plan, 1, 0);
const containing = (plan: Plan = ROTATE): Row =>
  contain(PROTOCOL_TABLES, 'r-1', { ...plan, kind: 'contain' }, null, 1, 0);

const troubles: string[] = [];
const stored: string[] = [];
let storing: () => Promise<void> = async () => {};
function handsOf() {
  return hands({
    clients: rotationClients({
      budgets: { iam: 100, secretsmanager: 100, lambda: 100, ssm: 100 },
      credentials: async () => ({ accessKeyId: 'x', secretAccessKey: 'x' }),
    }),
    clock: { now: () => 1_000 },
    prober: { probe: async () => ({ proofs: {}, dependents: {}, copies: {} }) },
    switches: { read: async () => 'run' },
    evidence: {
      read: async () => undefined,
      list: async () => [],
      async write(key, body) {
        await storing();
        stored.push(`${key} ${new TextDecoder().decode(body)}`);
      },
    },
    issuerRole: 'arn:aws:iam::111122223333:role/issuer',
    onTrouble: (what, reason) => troubles.push(`${what}: ${reason}`),
  });
}
const call = (row: Row, one: Call) => handsOf().call(row, one);

beforeEach(() => {
  for (const client of [iam, vault, lambda, ssm]) client.reset();
  troubles.length = 0;
  stored.length = 0;
  storing = async () => {};
  vault.on(GetSecretValueCommand, { VersionId: 'v0' }).resolves({ SecretString: OLD });
  vault.on(GetSecretValueCommand, { VersionId: 'r-1.1' }).resolves({ SecretString: NEW });
});
const denied = sdkError('AccessDenied', 'no', { $metadata: { httpStatusCode: 403 } });
const noRoom = sdkError('LimitExceeded', 'Maximum policy size of 2048 bytes exceeded', {
  $metadata: { httpStatusCode: 409 },
});
const gone = sdkError('NoSuchEntityException', 'no such user', { $metadata: { httpStatusCode: 404 } });
const broken = sdkError('ServiceFailure', CANARY, { $metadata: { httpStatusCode: 500 } });
const DONE = { outcome: 'done', created: null };

describe('denying everything to a user', () => {
  it('is an inline policy of ours', async () => {
    iam.on(PutUserPolicyCommand).resolves({});
    expect(await call(containing(), { do: 'denyAll' })).toEqual(DONE);
    expect(iam.commandCalls(PutUserPolicyCommand)[0]?.args[0].input).toEqual({
      UserName: 'app',
      PolicyName: 'NightwardenDenyAll',
      PolicyDocument: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}',
    });
  });

  it('is AWS’s own policy where the inline one finds no room', async () => {
    iam.on(PutUserPolicyCommand).rejects(noRoom).on(AttachUserPolicyCommand).resolves({});
    expect(await call(containing(), { do: 'denyAll' })).toEqual(DONE);
    expect(iam.commandCalls(AttachUserPolicyCommand)[0]?.args[0].input.PolicyArn).toBe(
      'arn:aws:iam::aws:policy/AWSDenyAll',
    );
  });

  it.each`
    why                                   | put       | attached  | outcome
    ${'no policy finds room'}             | ${noRoom} | ${noRoom} | ${'refused'}
    ${'this role may not, so it goes on'} | ${denied} | ${noRoom} | ${'refused'}
    ${'the user is gone'}                 | ${gone}   | ${gone}   | ${'done'}
    ${'IAM failed somehow'}               | ${broken} | ${noRoom} | ${'lost'}
    ${'the second way failed somehow'}    | ${noRoom} | ${broken} | ${'lost'}
  `('is $outcome when $why', async ({ put, attached, outcome }) => {
    iam.on(PutUserPolicyCommand).rejects(put).on(AttachUserPolicyCommand).rejects(attached);
    expect(await call(containing(), { do: 'denyAll' })).toMatchObject({ outcome });
  });
});

describe('denying older sessions', () => {
  const deny = { do: 'denySessions', before: Date.parse('2026-11-26T10:00:00Z') } as const;

  it('is an inline policy of ours, by the moment that they were made', async () => {
    iam.on(PutUserPolicyCommand).resolves({});
    expect(await call(containing(), deny)).toEqual(DONE);
    const { PolicyDocument = '' } = iam.commandCalls(PutUserPolicyCommand)[0]!.args[0].input;
    expect(JSON.parse(PolicyDocument).Statement[0].Condition).toEqual({
      DateLessThan: { 'aws:TokenIssueTime': '2026-11-26T10:00:00.000Z' },
    });
  });

  it.each`
    why                              | attached                                  | outcome
    ${'everything is denied anyhow'} | ${['arn:aws:iam::aws:policy/AWSDenyAll']} | ${'done'}
    ${'nothing is denied'}           | ${[]}                                     | ${'refused'}
  `('is $outcome when it finds no room and $why', async ({ attached, outcome }) => {
    iam
      .on(PutUserPolicyCommand)
      .rejects(noRoom)
      .on(GetUserPolicyCommand)
      .rejects(gone)
      .on(ListAttachedUserPoliciesCommand)
      .resolves({ AttachedPolicies: attached.map((PolicyArn: string) => ({ PolicyArn })) });
    expect(await call(containing(), deny)).toMatchObject({ outcome });
  });
});

describe('a key', () => {
  it('is asked for once, and never twice by the SDK', async () => {
    iam.on(CreateAccessKeyCommand).rejects(broken);
    expect(await call(rowOf(), { do: 'createKey' })).toEqual({ outcome: 'lost' });
    expect(iam.commandCalls(CreateAccessKeyCommand)).toHaveLength(1);
    const clients = rotationClients({
      budgets: {},
      credentials: async () => ({ accessKeyId: 'x', secretAccessKey: 'x' }),
    });
    expect(await clients.writes.client(IAMClient, 'iam', 'us-east-1').config.maxAttempts()).toBe(1);
    expect(await clients.reads.client(IAMClient, 'iam', 'us-east-1').config.maxAttempts()).toBe(3);
  });

  it.each`
    why                      | text
    ${'is of another shape'} | ${'{"a":1}'}
    ${'holds another key'}   | ${'{"accessKeyId":"X","secretAccessKey":"y"}'}
  `('is not asked for where what is stored $why', async ({ text }) => {
    vault.on(GetSecretValueCommand).resolves({ SecretString: text });
    expect(await call(rowOf(), { do: 'createKey' })).toEqual({ outcome: 'failed' });
    expect(iam.commandCalls(CreateAccessKeyCommand)).toHaveLength(0);
  });

  it('is staged by the invocation that made it, as our own version, with whatever else is there', async () => {
    iam.on(CreateAccessKeyCommand).resolves({
      AccessKey: { UserName: 'app', AccessKeyId: 'N', SecretAccessKey: `${CANARY}new`, Status: 'Active' },
    });
    vault.on(PutSecretValueCommand).resolves({});
    const mine = handsOf();
    expect(await mine.call(rowOf(), { do: 'createKey' })).toEqual({ outcome: 'done', created: 'N' });
    const stage = { do: 'stageVersion', version: 'r-1.1', key: 'N' } as const;
    expect(await handsOf().call(rowOf(), stage)).toEqual({ outcome: 'failed' });
    expect(await mine.call(rowOf(), stage)).toEqual(DONE);
    expect(vault.commandCalls(PutSecretValueCommand).map(({ args: [{ input }] }) => input)).toEqual([
      {
        SecretId: ROTATE.secret?.arn,
        ClientRequestToken: 'r-1.1',
        SecretString: NEW,
        VersionStages: ['AWSPENDING'],
      },
    ]);
  });

  it('that AWS no longer has can’t be changed, which is known', async () => {
    iam.on(UpdateAccessKeyCommand).rejects(gone).on(DeleteAccessKeyCommand).rejects(gone);
    expect(await call(rowOf(), { do: 'setStatus', key: 'O', status: 'Inactive' })).toEqual({
      outcome: 'failed',
    });
    expect(await call(rowOf(), { do: 'deleteKey', key: 'O' })).toEqual({ outcome: 'failed' });
  });
});

describe('AWSCURRENT', () => {
  const forward = { do: 'moveCurrent', from: 'v0', to: 'r-1.1' } as const;
  const back = { do: 'moveCurrent', from: 'r-1.1', to: 'v0' } as const;
  const labels = { v0: ['AWSCURRENT'], 'r-1.1': ['AWSPENDING'] };
  const moves = () =>
    vault.commandCalls(UpdateSecretVersionStageCommand).map(({ args: [{ input }] }) => {
      expect(input.SecretId).toBe(ROTATE.secret?.arn);
      return [input.VersionStage, input.RemoveFromVersionId ?? null, input.MoveToVersionId ?? null];
    });

  it('is moved by compare and swap, once the version that it leaves has a label that keeps it', async () => {
    vault.on(DescribeSecretCommand).resolves({ VersionIdsToStages: labels });
    vault.on(UpdateSecretVersionStageCommand).resolves({});
    expect(await call(rowOf(), forward)).toEqual(DONE);
    expect(moves()).toEqual([
      ['ROLLBACK-r-1', null, 'v0'],
      ['AWSCURRENT', 'v0', 'r-1.1'],
    ]);
  });

  it('that was moved from meanwhile is not moved', async () => {
    vault.on(DescribeSecretCommand).resolves({ VersionIdsToStages: labels });
    vault.on(UpdateSecretVersionStageCommand).rejects(sdkError('InvalidParameterException'));
    expect(await call(rowOf(), forward)).toEqual({ outcome: 'failed' });
  });

  it('is not labelled twice when it is asked for again, nor on the way back', async () => {
    const kept = { v0: ['AWSCURRENT', 'ROLLBACK-r-1'], 'r-1.1': ['AWSPENDING'] };
    vault.on(DescribeSecretCommand).resolves({ VersionIdsToStages: kept });
    vault.on(UpdateSecretVersionStageCommand).resolves({});
    await call(rowOf(), forward);
    await call(rowOf(), back);
    expect(moves()).toEqual([
      ['AWSCURRENT', 'v0', 'r-1.1'],
      ['AWSCURRENT', 'r-1.1', 'v0'],
    ]);
  });

  it.each`
    why                                    | answers
    ${'the labels could not be read'}      | ${{ read: broken }}
    ${'the label was not taken'}           | ${{ update: sdkError('LimitExceededException') }}
    ${'nobody knows whether it was taken'} | ${{ update: broken }}
  `('stays where it is when $why', async ({ answers }) => {
    if (answers.read === undefined) vault.on(DescribeSecretCommand).resolves({ VersionIdsToStages: labels });
    else vault.on(DescribeSecretCommand).rejects(answers.read);
    vault.on(UpdateSecretVersionStageCommand, { VersionStage: 'AWSCURRENT' }).resolves({});
    if (answers.update !== undefined)
      vault.on(UpdateSecretVersionStageCommand, { VersionStage: 'ROLLBACK-r-1' }).rejects(answers.update);
    expect(await call(rowOf(), forward)).toEqual({ outcome: 'failed' });
    expect(moves().filter(([label]) => label === 'AWSCURRENT')).toEqual([]);
  });

  it('of what leaked is moved without a label that would keep it', async () => {
    vault.on(DescribeSecretCommand).resolves({ VersionIdsToStages: labels });
    vault.on(UpdateSecretVersionStageCommand).resolves({});
    await call(containing(), forward);
    expect(moves()).toEqual([['AWSCURRENT', 'v0', 'r-1.1']]);
  });
});

describe('at the end of a plan', () => {
  const drop = { do: 'dropPending', version: 'r-1.1' } as const;
  const kept = { v0: ['AWSPREVIOUS', 'ROLLBACK-r-1', 'ROLLBACK-r-0', 'TEAM'], 'r-1.1': ['AWSPENDING'] };
  const dropped = () =>
    vault
      .commandCalls(UpdateSecretVersionStageCommand)
      .map(({ args: [{ input }] }) => [input.VersionStage, input.RemoveFromVersionId, input.MoveToVersionId]);

  it.each`
    kind         | row             | lets                                | of
    ${'rotate'}  | ${rowOf()}      | ${['ROLLBACK-r-1']}                 | ${'the version that it kept'}
    ${'contain'} | ${containing()} | ${['ROLLBACK-r-1', 'ROLLBACK-r-0']} | ${'what any plan kept'}
  `('a $kind lets go of $of, then of AWSPENDING', async ({ row, lets }) => {
    vault.on(DescribeSecretCommand).resolves({ VersionIdsToStages: kept });
    vault.on(UpdateSecretVersionStageCommand).resolves({});
    expect(await call(row, drop)).toEqual(DONE);
    expect(dropped()).toEqual([
      ...lets.map((label: string) => [label, 'v0', undefined]),
      ['AWSPENDING', 'r-1.1', undefined],
    ]);
  });

  it('AWSPENDING stays as long as the label could not be taken off, so that it is tried again', async () => {
    vault.on(DescribeSecretCommand).resolves({ VersionIdsToStages: kept });
    vault.on(UpdateSecretVersionStageCommand).rejects(broken);
    expect(await call(rowOf(), drop)).toEqual({ outcome: 'failed' });
    expect(dropped()).toHaveLength(1);
  });
});

describe('a copy in a function’s environment', () => {
  const write = { do: 'writeCopy', copy: 'env', version: 'r-1.1', key: 'N' } as const;
  const told = {
    RevisionId: 'rev-1',
    LastUpdateStatus: 'Successful' as const,
    Environment: { Variables: { ID: 'O', KEY: 'old', STAGE: 'prod' } },
  };

  it('is written over what was read, and nothing else of the environment is lost', async () => {
    lambda
      .on(GetFunctionConfigurationCommand)
      .resolves(told)
      .on(UpdateFunctionConfigurationCommand)
      .resolves({});
    expect(await call(rowOf(environment(null)), write)).toEqual(DONE);
    expect(lambda.commandCalls(UpdateFunctionConfigurationCommand)[0]?.args[0].input).toEqual({
      FunctionName: FUNCTION,
      RevisionId: 'rev-1',
      Environment: { Variables: { ID: 'N', KEY: `${CANARY}new`, STAGE: 'prod' } },
    });
    expect(lambda.commandCalls(PublishVersionCommand)).toHaveLength(0);
  });

  it('moves its alias to a version that has it', async () => {
    lambda
      .on(GetAliasCommand)
      .resolves({ RevisionId: 'alias-1', FunctionVersion: '1' })
      .on(GetFunctionConfigurationCommand)
      .resolves(told)
      .on(UpdateFunctionConfigurationCommand)
      .resolves({})
      .on(PublishVersionCommand)
      .resolves({ Version: '2' })
      .on(UpdateAliasCommand)
      .resolves({});
    expect(await call(rowOf(environment('live')), write)).toEqual(DONE);
    expect(lambda.commandCalls(UpdateAliasCommand)[0]?.args[0].input).toEqual({
      FunctionName: FUNCTION,
      Name: 'live',
      FunctionVersion: '2',
      RevisionId: 'alias-1',
    });
  });

  it.each`
    why                                          | alias     | answers                                                                         | outcome
    ${'somebody changed the function meanwhile'} | ${null}   | ${{ update: sdkError('PreconditionFailedException') }}                          | ${'failed'}
    ${'its values can’t be decrypted'}           | ${null}   | ${{ told: { ...told, Environment: { Error: { ErrorCode: 'AccessDenied' } } } }} | ${'failed'}
    ${'it could not be read'}                    | ${null}   | ${{ read: broken }}                                                             | ${'failed'}
    ${'its alias sends calls to two versions'}   | ${'live'} | ${{ alias: { RoutingConfig: { AdditionalVersionWeights: { 2: 0.1 } } } }}       | ${'failed'}
    ${'it did not take what it was given'}       | ${null}   | ${{ settled: 'Failed' }}                                                        | ${'lost'}
    ${'its alias could not be moved after that'} | ${'live'} | ${{ alias: {}, publish: denied }}                                               | ${'lost'}
  `('is $outcome when $why', async ({ alias, answers, outcome }) => {
    const settled = { ...told, LastUpdateStatus: answers.settled ?? 'Successful' };
    const reads = lambda.on(GetFunctionConfigurationCommand);
    if (answers.read === undefined) reads.resolvesOnce(answers.told ?? told).resolves(settled);
    else reads.rejects(answers.read);
    if (answers.update === undefined) lambda.on(UpdateFunctionConfigurationCommand).resolves({});
    else lambda.on(UpdateFunctionConfigurationCommand).rejects(answers.update);
    lambda.on(GetAliasCommand).resolves(answers.alias ?? {});
    lambda.on(PublishVersionCommand).rejects(answers.publish ?? new Error('unexpected'));
    expect(await call(rowOf(environment(alias)), write)).toMatchObject({ outcome });
  });

  it('is not written from a version that holds another key', async () => {
    expect(await call(rowOf(environment(null)), { ...write, key: 'OTHER' })).toEqual({ outcome: 'failed' });
    expect(lambda.calls()).toHaveLength(0);
  });

  it.each(['person'] as const)('of %s is nothing that this hand can write', async (kind) => {
    const plan = target({ in: kind } as unknown as Target);
    expect(await call(rowOf(plan), write)).toEqual({ outcome: 'failed' });
  });
});

describe('a copy in a parameter', () => {
  const write = { do: 'writeCopy', copy: 'env', version: 'r-1.1', key: 'N' } as const;
  const plan = target({ in: 'parameter', name: '/shop/key', region: 'eu-west-1' });

  it('keeps the key that encrypts it, and its tier', async () => {
    ssm
      .on(DescribeParametersCommand)
      .resolves({
        Parameters: [{ Name: '/shop/key', Type: 'SecureString', KeyId: 'alias/shop', Tier: 'Advanced' }],
      })
      .on(PutParameterCommand)
      .resolves({});
    expect(await call(rowOf(plan), write)).toEqual(DONE);
    expect(ssm.commandCalls(PutParameterCommand)[0]?.args[0].input).toEqual({
      Name: '/shop/key',
      Value: NEW,
      Type: 'SecureString',
      Overwrite: true,
      KeyId: 'alias/shop',
      Tier: 'Advanced',
    });
  });

  it('is not written where the parameter is not encrypted', async () => {
    ssm.on(DescribeParametersCommand).resolves({ Parameters: [{ Name: '/shop/key', Type: 'String' }] });
    expect(await call(rowOf(plan), write)).toEqual({ outcome: 'failed' });
  });
});

describe('a copy in another secret', () => {
  const write = { do: 'writeCopy', copy: 'env', version: 'r-1.1', key: 'N' } as const;
  const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:dr-AbCdEf';
  const plan = target({ in: 'secret', arn, replicas: [] });
  const there = { accessKeyId: 'O', secretAccessKey: `${CANARY}old`, table: 'orders' };
  const vaultWith = (described: object = {}, text: string = JSON.stringify(there)) => {
    vault
      .on(DescribeSecretCommand)
      .resolves({ VersionIdsToStages: { was: ['AWSCURRENT'] }, ...described })
      .on(GetSecretValueCommand, { SecretId: arn })
      .resolves({ SecretString: text, VersionId: 'was' })
      .on(PutSecretValueCommand)
      .resolves({})
      .on(UpdateSecretVersionStageCommand)
      .resolves({});
  };
  const puts = () => vault.commandCalls(PutSecretValueCommand).map(({ args: [{ input }] }) => input);

  it('takes a version of its own, seen by nobody before AWSCURRENT is moved to it by compare and swap', async () => {
    vaultWith();
    expect(await call(rowOf(plan), write)).toEqual(DONE);
    const [put] = puts();
    expect(put).toEqual({
      SecretId: arn,
      ClientRequestToken: expect.stringMatching(/^[0-9a-f]{64}$/),
      SecretString: JSON.stringify({ ...there, accessKeyId: 'N', secretAccessKey: `${CANARY}new` }),
      VersionStages: ['NIGHTWARDEN'],
    });
    expect(vault.commandCalls(UpdateSecretVersionStageCommand)[0]?.args[0].input).toEqual({
      SecretId: arn,
      VersionStage: 'AWSCURRENT',
      RemoveFromVersionId: 'was',
      MoveToVersionId: put?.ClientRequestToken,
    });
  });

  it('is the same version when it is asked for again, and another one over another version', async () => {
    vaultWith();
    await call(rowOf(plan), write);
    await call(rowOf(plan), write);
    vault
      .on(DescribeSecretCommand)
      .resolves({ VersionIdsToStages: { x: ['AWSCURRENT'] } })
      .on(GetSecretValueCommand, { SecretId: arn })
      .resolves({ SecretString: JSON.stringify(there), VersionId: 'x' });
    await call(rowOf(plan), write);
    const [first, second, third] = puts().map(({ ClientRequestToken }) => ClientRequestToken);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it.each`
    why                                         | described                            | text
    ${'a rotation of its own moves its labels'} | ${{ RotationEnabled: true }}         | ${JSON.stringify(there)}
    ${'a service of AWS manages it'}            | ${{ OwningService: 'rds' }}          | ${JSON.stringify(there)}
    ${'it is a replica'}                        | ${{ PrimaryRegion: 'eu-west-1' }}    | ${JSON.stringify(there)}
    ${'it has not the fields'}                  | ${{ PrimaryRegion: 'eu-central-1' }} | ${'{"user":"app"}'}
    ${'it is no JSON'}                          | ${{}}                                | ${CANARY}
  `('is not written where $why', async ({ described, text }) => {
    vaultWith(described, text);
    expect(await call(rowOf(plan), write)).toEqual({ outcome: 'failed' });
    expect(puts()).toEqual([]);
    expect(JSON.stringify(troubles)).not.toContain(CANARY);
  });

  it.each`
    why                                      | put       | move                                     | outcome
    ${'it could not be stored'}              | ${denied} | ${null}                                  | ${'failed'}
    ${'nobody knows whether it was stored'}  | ${broken} | ${null}                                  | ${'lost'}
    ${'somebody moved AWSCURRENT meanwhile'} | ${null}   | ${sdkError('InvalidParameterException')} | ${'failed'}
    ${'nobody knows whether that moved'}     | ${null}   | ${broken}                                | ${'lost'}
  `('is $outcome when $why', async ({ put, move, outcome }) => {
    vaultWith();
    if (put !== null) vault.on(PutSecretValueCommand).rejects(put);
    if (move !== null) vault.on(UpdateSecretVersionStageCommand).rejects(move);
    expect(await call(rowOf(plan), write)).toEqual({ outcome });
    if (put !== null) expect(vault.commandCalls(UpdateSecretVersionStageCommand)).toHaveLength(0);
  });
});

describe('a successor', () => {
  const named = /^app-nightwarden-[0-9a-f]{12}$/;
  const nobody = () =>
    iam
      .on(ListUserPoliciesCommand)
      .resolves({})
      .on(ListAttachedUserPoliciesCommand)
      .resolves({
        AttachedPolicies: [
          { PolicyArn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3' },
          { PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' },
          { PolicyArn: 'arn:aws:iam::111122223333:policy/work' },
        ],
      })
      .on(ListGroupsForUserCommand)
      .resolves({})
      .on(AttachUserPolicyCommand)
      .resolves({})
      .on(CreateUserCommand)
      .resolves({})
      .on(DeleteAccessKeyCommand)
      .resolves({})
      .on(CreateAccessKeyCommand)
      .resolves({
        AccessKey: { UserName: 'x', AccessKeyId: 'S', SecretAccessKey: CANARY, Status: 'Active' },
      });

  it('gets what the old user had, and nothing of what was put on it because it leaked', async () => {
    nobody();
    iam
      .on(GetUserCommand, { UserName: 'app' })
      .resolves({ User: { Path: '/p/', UserName: 'app', UserId: 'u', Arn: 'a', CreateDate: new Date(0) } })
      .on(GetUserCommand)
      .rejects(gone);
    iam.on(GetUserCommand, { UserName: 'app' }).resolves({
      User: { Path: '/p/', UserName: 'app', UserId: 'u', Arn: 'a', CreateDate: new Date(0) },
    });
    iam.on(ListAccessKeysCommand).resolves({
      AccessKeyMetadata: [{ AccessKeyId: 'LOST', Status: 'Active' }],
    });
    expect(await call(containing(), { do: 'createSuccessor' })).toEqual({ outcome: 'done', created: 'S' });
    const [made] = iam.commandCalls(CreateUserCommand);
    expect(made?.args[0].input).toMatchObject({
      UserName: expect.stringMatching(named),
      Path: '/p/',
      Tags: [{ Key: 'nightwarden:rotation', Value: 'r-1' }],
    });
    expect(iam.commandCalls(AttachUserPolicyCommand).map(({ args: [{ input }] }) => input.PolicyArn)).toEqual(
      ['arn:aws:iam::111122223333:policy/work'],
    );
    expect(iam.commandCalls(DeleteAccessKeyCommand)[0]?.args[0].input.AccessKeyId).toBe('LOST');
  });

  it('is not made where somebody else’s user has its name, and no key of that user is touched', async () => {
    nobody();
    iam.on(GetUserCommand).resolves({
      User: { Path: '/', UserName: 'x', UserId: 'u', Arn: 'a', CreateDate: new Date(0), Tags: [] },
    });
    expect(await call(containing(), { do: 'createSuccessor' })).toEqual({ outcome: 'failed' });
    expect(iam.commandCalls(CreateAccessKeyCommand)).toHaveLength(0);
    expect(iam.commandCalls(DeleteAccessKeyCommand)).toHaveLength(0);
  });
});

describe('what went wrong', () => {
  it('is told without anything that AWS said, and no value is in it', async () => {
    vault.on(PutSecretValueCommand).rejects(broken);
    iam.on(CreateAccessKeyCommand).resolves({
      AccessKey: { UserName: 'app', AccessKeyId: 'N', SecretAccessKey: CANARY, Status: 'Active' },
    });
    const mine = handsOf();
    await mine.call(rowOf(), { do: 'createKey' });
    expect(await mine.call(rowOf(), { do: 'stageVersion', version: 'r-1.1', key: 'N' })).toEqual({
      outcome: 'lost',
    });
    expect(troubles).toEqual(['stageVersion was not done (lost): AWS answered ServiceFailure, HTTP 500']);
    expect(JSON.stringify([troubles, stored])).not.toContain(CANARY);
  });
});
