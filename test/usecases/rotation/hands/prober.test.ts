import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rotationClients } from '../../../../lib/aws/rotation/limits.ts';
import type { Proof } from '../../../../lib/core/rotation/live.ts';
import type { Plan } from '../../../../lib/core/rotation/plan.ts';
import type { Probe, Target } from '../../../../lib/core/rotation/where.ts';
import { prober } from '../../../../lib/usecases/rotation/hands/prober.ts';
import { sdkError } from '../../../aws/sdk-errors.ts';
import { ROTATE } from '../../../prove/scenarios.ts';

const [vault, lambda, ssm, watch, ecs] = [
  mockClient(SecretsManagerClient),
  mockClient(LambdaClient),
  mockClient(SSMClient),
  mockClient(CloudWatchClient),
  mockClient(ECSClient),
];
const CANARY = 'NIGHTWARDENCANARYvalue';
const textOf = (key: string) => JSON.stringify({ accessKeyId: key, secretAccessKey: CANARY });
const LAMBDA = 'arn:aws:lambda:eu-west-1:111122223333:function:shop';

let server: Server;
let url = '';
beforeAll(async () => {
  server = createServer((request, answer) => {
    if (request.url === '/hangs') return;
    if (request.url === '/drops') request.socket.destroy();
    else answer.writeHead(Number(request.url?.slice(1)), { location: '/200' }).end(CANARY);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  for (const client of [vault, lambda, ssm, watch, ecs]) client.reset();
});

const planned = (change: Partial<Plan['where']>): Plan => ({
  ...ROTATE,
  where: { ...ROTATE.where, ...change },
});
const signed: string[] = [];
/** Answers in turn, the last one again and again. */
const probing = (...answers: readonly Proof[]) => {
  signed.length = 0;
  return prober({
    clients: rotationClients({
      budgets: { secretsmanager: 1000, lambda: 1000, ssm: 1000 },
      credentials: async () => ({ accessKeyId: 'x', secretAccessKey: 'x' }),
    }),
    signIn: {
      async signIn({ accessKeyId, secretAccessKey }, region) {
        signed.push(`${accessKeyId} in ${region}`);
        expect(secretAccessKey).toBe(CANARY);
        return answers[Math.min(signed.length, answers.length) - 1] ?? 'unknown';
      },
    },
    times: 3,
    probeMs: 200,
  });
};
const NOTHING = { proofs: [], dependents: [], copies: [] };

describe('a proof', () => {
  const plan = planned({ regions: ['eu-west-1', 'us-east-1'] });
  const asked = (version: string | null, key = 'N') => ({ ...NOTHING, plan, proofs: [{ key, version }] });

  it.each`
    why                                     | answers                                            | proof
    ${'it works each time in each Region'}  | ${['works']}                                       | ${'works'}
    ${'it is refused each time everywhere'} | ${['refused']}                                     | ${'refused'}
    ${'it is refused once'}                 | ${['works', 'works', 'works', 'refused', 'works']} | ${'unknown'}
    ${'it works once'}                      | ${['refused', 'refused', 'works', 'refused']}      | ${'unknown'}
    ${'it is not known once'}               | ${['works', 'works', 'unknown', 'works']}          | ${'unknown'}
    ${'nothing is known'}                   | ${['unknown']}                                     | ${'unknown'}
  `('is $proof when $why', async ({ answers, proof }) => {
    vault.on(GetSecretValueCommand, { VersionId: 'v1' }).resolves({ SecretString: textOf('N') });
    expect((await probing(...answers).probe(asked('v1'))).proofs).toEqual({ N: proof });
  });

  it('takes three answers in each Region', async () => {
    vault.on(GetSecretValueCommand).resolves({ SecretString: textOf('N') });
    await probing('works').probe(asked('v1'));
    expect(signed.toSorted()).toEqual([
      ...Array.from({ length: 3 }, () => 'N in eu-west-1'),
      ...Array.from({ length: 3 }, () => 'N in us-east-1'),
    ]);
  });

  it.each`
    why                                    | version | text
    ${'whose value is stored nowhere'}     | ${null} | ${textOf('N')}
    ${'whose version holds another key'}   | ${'v1'} | ${textOf('OTHER')}
    ${'whose version is of another shape'} | ${'v1'} | ${'plain text'}
  `('of a key $why is not known, and nothing is signed', async ({ version, text }) => {
    vault.on(GetSecretValueCommand).resolves({ SecretString: text });
    expect((await probing('works').probe(asked(version))).proofs).toEqual({ N: 'unknown' });
    expect(signed).toEqual([]);
  });

  it('of a value that can’t be read is not known', async () => {
    vault.on(GetSecretValueCommand).rejects(sdkError('AccessDeniedException'));
    expect((await probing('works').probe(asked('v1'))).proofs).toEqual({ N: 'unknown' });
  });
});

describe('a dependent', () => {
  const health = async (...probes: readonly Probe[]) => {
    const plan = planned({ probes: { d1: probes } });
    return (await probing().probe({ ...NOTHING, plan, dependents: ['d1'] })).dependents.d1;
  };
  const http = (path: string, status = 200): Probe => ({ by: 'http', url: `${url}/${path}`, status });

  it.each`
    path       | status | is
    ${'200'}   | ${200} | ${'well'}
    ${'204'}   | ${204} | ${'well'}
    ${'503'}   | ${200} | ${'ill'}
    ${'302'}   | ${200} | ${'ill'}
    ${'drops'} | ${200} | ${'ill'}
    ${'hangs'} | ${200} | ${'unknown'}
  `('that answers /$path is $is', async ({ path, status, is }) =>
    expect(await health(http(path, status))).toBe(is),
  );

  it('that nobody serves is ill, and one whose name nobody knows is unknown', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => {
      closed.listen(0, '127.0.0.1', resolve);
    });
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => {
      closed.close(resolve);
    });
    expect(await health({ by: 'http', url: `http://127.0.0.1:${port}/`, status: 200 })).toBe('ill');
    expect(await health({ by: 'http', url: 'http://nobody.invalid/', status: 200 })).toBe('unknown');
  });

  it('without a probe is unknown; with several it is as the worst of them', async () => {
    expect(await health()).toBe('unknown');
    expect(await health(http('200'), http('hangs'))).toBe('unknown');
    expect(await health(http('hangs'), http('503'), http('200'))).toBe('ill');
  });

  it.each`
    answer                                             | is
    ${{ StatusCode: 200 }}                             | ${'well'}
    ${{ StatusCode: 200, FunctionError: 'Unhandled' }} | ${'ill'}
    ${{ StatusCode: 202 }}                             | ${'unknown'}
    ${sdkError('TooManyRequestsException')}            | ${'unknown'}
    ${sdkError('ResourceNotFoundException')}           | ${'unknown'}
  `('that is a function is $is by $answer', async ({ answer, is }) => {
    if (answer instanceof Error) lambda.on(InvokeCommand).rejects(answer);
    else lambda.on(InvokeCommand).resolves(answer);
    expect(await health({ by: 'lambda', arn: LAMBDA })).toBe(is);
    const [call] = lambda.commandCalls(InvokeCommand);
    expect(new TextDecoder().decode(call?.args[0].input.Payload as Uint8Array)).toBe('{"probe":true}');
  });

  it.each`
    state                  | is
    ${'OK'}                | ${'well'}
    ${'ALARM'}             | ${'ill'}
    ${'INSUFFICIENT_DATA'} | ${'unknown'}
    ${undefined}           | ${'unknown'}
  `('that an alarm watches is $is while that is $state', async ({ state, is }) => {
    watch.on(DescribeAlarmsCommand).resolves({
      MetricAlarms: state === undefined ? [] : [{ AlarmName: 'shop', StateValue: state }],
    });
    expect(await health({ by: 'alarm', name: 'shop', region: 'eu-west-1' })).toBe(is);
  });

  it.each`
    why                          | service                                                                                 | is
    ${'steady'}                  | ${{ runningCount: 2, desiredCount: 2, deployments: [{ rolloutState: 'COMPLETED' }] }}   | ${'well'}
    ${'short of tasks'}          | ${{ runningCount: 1, desiredCount: 2, deployments: [{ rolloutState: 'COMPLETED' }] }}   | ${'ill'}
    ${'failing to roll out'}     | ${{ runningCount: 2, desiredCount: 2, deployments: [{ rolloutState: 'FAILED' }, {}] }}  | ${'ill'}
    ${'being rolled out'}        | ${{ runningCount: 2, desiredCount: 2, deployments: [{ rolloutState: 'IN_PROGRESS' }] }} | ${'unknown'}
    ${'between two deployments'} | ${{ runningCount: 2, desiredCount: 2, deployments: [{}, {}] }}                          | ${'unknown'}
    ${'draining'}                | ${{ status: 'DRAINING', runningCount: 0, desiredCount: 0, deployments: [{}] }}          | ${'unknown'}
    ${'not there'}               | ${null}                                                                                 | ${'unknown'}
  `('that is an ECS service is $is while it is $why', async ({ service, is }) => {
    ecs
      .on(DescribeServicesCommand)
      .resolves({ services: service === null ? [] : [{ status: 'ACTIVE', ...service }] });
    expect(await health({ by: 'ecs-service', cluster: 'c', service: 's', region: 'eu-west-1' })).toBe(is);
  });
});

describe('a copy', () => {
  const held = async (target: Target) => {
    const plan = planned({ targets: { env: target } });
    return (await probing().probe({ ...NOTHING, plan, copies: ['env'] })).copies.env;
  };
  const environment = (alias: string | null): Target => ({
    in: 'lambda-environment',
    arn: LAMBDA,
    accessKeyId: 'ID',
    secretAccessKey: 'KEY',
    alias,
  });

  it('in an environment tells its key id as callers meet it, and nothing else', async () => {
    lambda
      .on(GetAliasCommand)
      .resolves({ FunctionVersion: '7' })
      .on(GetFunctionConfigurationCommand, { Qualifier: 'live' })
      .resolves({ Environment: { Variables: { ID: 'N', KEY: CANARY } } })
      .on(GetFunctionConfigurationCommand, { Qualifier: undefined })
      .resolves({ Environment: { Variables: { KEY: CANARY } } });
    expect(await held(environment('live'))).toBe('N');
    expect(await held(environment(null))).toBeNull();
  });

  it('in an environment that AWS could not decrypt, or behind an alias with two versions, is unknown', async () => {
    lambda
      .on(GetFunctionConfigurationCommand)
      .resolves({ Environment: { Error: { ErrorCode: 'AccessDenied' } } });
    expect(await held(environment(null))).toBe('unknown');
    lambda.on(GetAliasCommand).resolves({ RoutingConfig: { AdditionalVersionWeights: { 2: 0.5 } } });
    expect(await held(environment('live'))).toBe('unknown');
  });

  it('in a parameter tells its key id, where that is encrypted', async () => {
    const parameter = { in: 'parameter', name: '/shop', region: 'eu-west-1' } as const;
    ssm.on(GetParameterCommand).resolves({ Parameter: { Type: 'SecureString', Value: textOf('N') } });
    expect(await held(parameter)).toBe('N');
    ssm.on(GetParameterCommand).resolves({ Parameter: { Type: 'SecureString', Value: 'x' } });
    expect(await held(parameter)).toBeNull();
    ssm.on(GetParameterCommand).resolves({ Parameter: { Type: 'String', Value: textOf('N') } });
    expect(await held(parameter)).toBe('unknown');
  });

  it('in another secret tells the key id of AWSCURRENT, once each replica has it', async () => {
    const arn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:dr-AbCdEf';
    const secret = { in: 'secret', arn, replicas: ['eu-west-3'] } as const;
    const told = { SecretString: textOf('N'), VersionId: 'v' };
    vault.on(GetSecretValueCommand, { SecretId: arn, VersionStage: 'AWSCURRENT' }).resolves(told);
    for (const [Status, is] of [
      ['InSync', 'N'],
      ['InProgress', 'unknown'],
      ['Failed', 'unknown'],
    ] as const) {
      vault.on(DescribeSecretCommand).resolves({ ReplicationStatus: [{ Region: 'eu-west-3', Status }] });
      expect(await held(secret)).toBe(is);
    }
    vault.on(DescribeSecretCommand).resolves({});
    vault.on(GetSecretValueCommand, { SecretId: arn }).resolves({ SecretString: 'x', VersionId: 'v' });
    expect(await held(secret)).toBeNull();
  });

  it('that is the secret tells the key id of AWSCURRENT', async () => {
    vault.on(GetSecretValueCommand, { VersionStage: 'AWSCURRENT' }).resolves({ SecretString: textOf('O') });
    const { copies } = await probing().probe({ ...NOTHING, plan: ROTATE, copies: ['secret', 'env'] });
    expect(copies).toEqual({ secret: 'O', env: 'unknown' });
  });

  it.each(['person'] as const)('of %s is unknown', async (kind) =>
    expect(await held({ in: kind } as unknown as Target)).toBe('unknown'),
  );
});

describe('a version that was laid out', () => {
  const told = async () => (await probing().probe({ ...NOTHING, plan: ROTATE, laidOut: 'v1' })).laidOut;

  it('is filled where AWS has a value of it, whatever that is', async () => {
    vault.on(GetSecretValueCommand, { VersionId: 'v1' }).resolves({ SecretString: CANARY });
    expect(await told()).toBe('filled');
  });

  it.each`
    error                          | expected
    ${'ResourceNotFoundException'} | ${'empty'}
    ${'AccessDeniedException'}     | ${'unknown'}
    ${'InternalServiceError'}      | ${'unknown'}
  `('is $expected upon $error', async ({ error, expected }) => {
    vault.on(GetSecretValueCommand).rejects(sdkError(error));
    expect(await told()).toBe(expected);
  });

  it('is not told of unless it was asked for', async () => {
    expect(await probing().probe({ ...NOTHING, plan: ROTATE })).not.toHaveProperty('laidOut');
  });
});

it('no answer of the prober holds a value', async () => {
  vault.on(GetSecretValueCommand).resolves({ SecretString: textOf('N') });
  lambda.on(InvokeCommand).resolves({ StatusCode: 200, Payload: new TextEncoder().encode(CANARY) as never });
  const plan = planned({
    probes: { d1: [{ by: 'http', url: `${url}/200`, status: 200 }], d2: [{ by: 'lambda', arn: LAMBDA }] },
  });
  const told = await probing('works').probe({
    plan,
    proofs: [{ key: 'N', version: 'v1' }],
    dependents: ['d1', 'd2'],
    copies: ['secret', 'env'],
  });
  expect(told).toEqual({
    proofs: { N: 'works' },
    dependents: { d1: 'well', d2: 'well' },
    copies: { secret: 'N', env: 'unknown' },
    signs: {},
  });
  expect(JSON.stringify(told)).not.toContain(CANARY);
});
