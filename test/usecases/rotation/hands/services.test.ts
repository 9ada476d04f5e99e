import {
  DescribeServicesCommand,
  ECSClient,
  type Deployment as Ecs,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { rotationClients } from '../../../../lib/aws/rotation/limits.ts';
import type { Row } from '../../../../lib/core/rotation/ledger.ts';
import { begin } from '../../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../../lib/core/rotation/tables.ts';
import { gatewaysOf } from '../../../../lib/usecases/rotation/hands/gateways.ts';
import { hands } from '../../../../lib/usecases/rotation/hands/index.ts';
import { sdkError } from '../../../aws/sdk-errors.ts';
import { ROTATE, redeployed } from '../../../prove/scenarios.ts';

const ecs = mockClient(ECSClient);
const PLACE = { in: 'ecs-service', cluster: 'shop', service: 'orders', region: 'eu-west-1' } as const;
const BEGAN = new Date('2026-11-26T10:00:00.250Z');
const clients = rotationClients({
  budgets: { ecs: 1000 },
  credentials: async () => ({ accessKeyId: 'x', secretAccessKey: 'x' }),
});
const services = gatewaysOf(clients, ROTATE.where).services('eu-west-1');

beforeEach(() => ecs.reset());

const primary = (change: Partial<Ecs> = {}): Ecs => ({
  id: 'ecs-svc/2',
  status: 'PRIMARY',
  createdAt: BEGAN,
  rolloutState: 'COMPLETED',
  ...change,
});
const older: Ecs = { id: 'ecs-svc/1', status: 'ACTIVE', createdAt: new Date(0), rolloutState: 'COMPLETED' };

describe('how the newest deployment of a service stands', () => {
  it.each`
    why                                                      | deployments                                                                                                                                  | running | state
    ${'it runs alone'}                                       | ${[primary()]}                                                                                                                               | ${2}    | ${'steady'}
    ${'nobody wants a task of it'}                           | ${[primary()]}                                                                                                                               | ${0}    | ${'steady'}
    ${'tasks are started'}                                   | ${[primary({ rolloutState: 'IN_PROGRESS' })]}                                                                                                | ${2}    | ${'underWay'}
    ${'tasks of before still run'}                           | ${[primary(), older]}                                                                                                                        | ${2}    | ${'underWay'}
    ${'a task has died since, or more are wanted'}           | ${[primary()]}                                                                                                                               | ${1}    | ${'steady'}
    ${'it failed, and what was before goes on'}              | ${[primary({ rolloutState: 'FAILED' }), older]}                                                                                              | ${2}    | ${'failed'}
    ${'it failed, and the circuit breaker takes it back'}    | ${[primary({ rolloutState: 'IN_PROGRESS' }), { ...older, rolloutState: 'FAILED' }]}                                                          | ${2}    | ${'failed'}
    ${'the circuit breaker takes back one that has gone'}    | ${[primary({ rolloutState: 'IN_PROGRESS', rolloutStateReason: 'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.' })]} | ${2}    | ${'failed'}
    ${'behind a Classic Load Balancer no state is told'}     | ${[primary({ rolloutState: undefined as never })]}                                                                                           | ${2}    | ${'steady'}
    ${'behind a Classic Load Balancer, with a task to come'} | ${[primary({ rolloutState: undefined as never })]}                                                                                           | ${1}    | ${'underWay'}
  `('$why', async ({ deployments, running, state }) => {
    ecs.on(DescribeServicesCommand).resolves({
      services: [
        { status: 'ACTIVE', deployments, runningCount: running, desiredCount: running === 0 ? 0 : 2 },
      ],
    });
    expect(await services.deployment(PLACE)).toEqual({ began: BEGAN.getTime(), state });
  });

  it.each([
    ['there is none', { services: [], failures: [{ reason: 'MISSING' }] }, 'no such service'],
    [
      'it is being deleted',
      { services: [{ status: 'DRAINING', deployments: [primary()] }] },
      'no such service',
    ],
    [
      'its deployment has no time',
      { services: [{ status: 'ACTIVE', deployments: [] }] },
      'a deployment with its time',
    ],
  ])('is not known where %s', async (_, answer, said) => {
    ecs.on(DescribeServicesCommand).resolves(answer);
    await expect(services.deployment(PLACE)).rejects.toThrow(said);
  });
});

const row: Row = {
  ...begin(
    PROTOCOL_TABLES,
    'r-1',
    { ...redeployed(ROTATE), where: { ...ROTATE.where, redeploys: { d1: PLACE } } },
    1,
    0,
  ),
};
const troubles: string[] = [];
const calling = () =>
  hands({
    clients,
    clock: { now: () => 0 },
    prober: { probe: async () => ({ proofs: {}, dependents: {}, copies: {} }) },
    switches: { read: async () => 'run' },
    evidence: { read: async () => undefined, list: async () => [], write: async () => {} },
    issuerRole: 'arn:aws:iam::111122223333:role/issuer',
    onTrouble: (what, why) => troubles.push(`${what}: ${why}`),
  });

describe('a redeployment', () => {
  it('is asked for once, of the task definition that the service has', async () => {
    ecs.on(UpdateServiceCommand).resolves({});
    expect(await calling().call(row, { do: 'redeploy', dependent: 'd1' })).toEqual({
      outcome: 'done',
      created: null,
    });
    expect(ecs.commandCalls(UpdateServiceCommand).map(({ args }) => args[0].input)).toEqual([
      { cluster: 'shop', service: 'orders', forceNewDeployment: true },
    ]);
  });

  it.each`
    why                               | error                                                                             | outcome
    ${'the role may not'}             | ${sdkError('AccessDeniedException')}                                              | ${'failed'}
    ${'it is deployed by CodeDeploy'} | ${sdkError('InvalidParameterException')}                                          | ${'failed'}
    ${'it is throttled'}              | ${sdkError('ThrottlingException')}                                                | ${'failed'}
    ${'nobody knows'}                 | ${sdkError('ServerException', undefined, { $metadata: { httpStatusCode: 500 } })} | ${'lost'}
  `('came to $outcome: $why', async ({ error, outcome }) => {
    ecs.on(UpdateServiceCommand).rejects(error);
    expect(await calling().call(row, { do: 'redeploy', dependent: 'd1' })).toEqual({ outcome });
    expect(ecs.commandCalls(UpdateServiceCommand)).toHaveLength(1);
  });

  it('of whom the plan does not name is not sent', async () => {
    expect(await calling().call(row, { do: 'redeploy', dependent: 'd2' })).toEqual({ outcome: 'failed' });
    expect(ecs.commandCalls(UpdateServiceCommand)).toHaveLength(0);
  });
});
