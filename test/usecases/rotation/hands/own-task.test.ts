import {
  DescribeTasksCommand,
  ECSClient,
  RunTaskCommand,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rotationClients } from '../../../../lib/aws/rotation/limits.ts';
import type { OwnTask } from '../../../../lib/aws/rotation/own-task.ts';
import type { Plan } from '../../../../lib/core/rotation/plan.ts';
import { prober } from '../../../../lib/usecases/rotation/hands/prober.ts';
import { sdkError } from '../../../aws/sdk-errors.ts';
import { ROTATE } from '../../../prove/scenarios.ts';

const ecs = mockClient(ECSClient);
const ARN = 'arn:aws:ecs:eu-west-1:111122223333:task/shop/1';
const CANARY = 'NIGHTWARDENCANARYvalue';
const COMMAND: OwnTask = {
  by: 'task',
  region: 'eu-west-1',
  cluster: 'shop',
  family: 'check-orders',
  container: 'check',
  launchType: 'FARGATE',
  subnets: ['subnet-0a1b2c3d'],
  securityGroups: ['sg-0a1b2c3d'],
  within: 300_000,
};
const NOW = 1_000_000_000;
let now = NOW;

const ended = (exitCode: number | undefined, change: Partial<Task> = {}): Task => ({
  taskArn: ARN,
  lastStatus: 'STOPPED',
  stopCode: 'EssentialContainerExited',
  containers: [
    { name: 'sidecar', exitCode: 0 },
    { name: 'check', ...(exitCode === undefined ? {} : { exitCode }) },
  ],
  ...change,
});
const running = (since: number): Task => ({
  taskArn: ARN,
  lastStatus: 'RUNNING',
  createdAt: new Date(since),
});

beforeEach(() => {
  ecs.reset();
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  now = NOW;
  ecs.on(RunTaskCommand).resolves({ tasks: [{ taskArn: ARN }] });
});
afterEach(() => vi.useRealTimers());

async function health(again = false, command = COMMAND) {
  const plan: Plan = { ...ROTATE, where: { ...ROTATE.where, probes: { d1: [command] } } };
  const asking = prober({
    clients: rotationClients({
      budgets: { ecs: 1000 },
      credentials: async () => ({ accessKeyId: 'x', secretAccessKey: CANARY }),
    }),
    clock: { now: () => now },
  }).probe({ plan, proofs: [], dependents: ['d1'], copies: [], again });
  const { dependents } = await asking;
  return dependents.d1;
}
const runs = () => ecs.commandCalls(RunTaskCommand).map(({ args }) => args[0].input);

describe('a command of its own', () => {
  it.each`
    why                                      | task                                                          | is
    ${'its container ended with 0'}          | ${ended(0)}                                                   | ${'well'}
    ${'it ended with something else'}        | ${ended(1)}                                                   | ${'ill'}
    ${'it could not start'}                  | ${ended(undefined, { stopCode: 'TaskFailedToStart' })}        | ${'unknown'}
    ${'somebody stopped it'}                 | ${ended(143, { stopCode: 'UserInitiated' })}                  | ${'unknown'}
    ${'its place was taken away'}            | ${ended(137, { stopCode: 'SpotInterruption' })}               | ${'unknown'}
    ${'nobody told how its container ended'} | ${ended(undefined)}                                           | ${'unknown'}
    ${'there is no such container'}          | ${ended(0, { containers: [{ name: 'other', exitCode: 0 }] })} | ${'unknown'}
  `('is $is: $why', async ({ task, is }) => {
    ecs.on(DescribeTasksCommand).resolves({ tasks: [task] });
    expect(await health()).toBe(is);
    expect(ecs.commandCalls(StopTaskCommand)).toHaveLength(0);
  });

  it('is run as its task definition is, once, and is given no credential', async () => {
    ecs.on(DescribeTasksCommand).resolves({ tasks: [ended(0)] });
    await health();
    expect(runs()).toEqual([
      {
        cluster: 'shop',
        taskDefinition: 'check-orders',
        launchType: 'FARGATE',
        count: 1,
        startedBy: 'nightwarden-probe',
        clientToken: expect.stringMatching(/^[0-9a-f]{64}$/),
        networkConfiguration: {
          awsvpcConfiguration: { subnets: ['subnet-0a1b2c3d'], securityGroups: ['sg-0a1b2c3d'] },
        },
      },
    ]);
    expect(JSON.stringify(runs())).not.toContain(CANARY);
  });

  it('serves the looks of a while, and an illness is confirmed by a run of its own', async () => {
    ecs.on(DescribeTasksCommand).resolves({ tasks: [ended(1)] });
    await health();
    now += 1000;
    await health();
    await health(true);
    now += COMMAND.within + 2 * ROTATE.durations.poll;
    await health();
    const [first, second, again, later] = runs().map(({ clientToken }) => clientToken);
    expect(second).toBe(first);
    expect(new Set([first, again, later]).size).toBe(3);
  });

  it('that runs on is unknown, and is looked at by the next look', async () => {
    ecs.on(DescribeTasksCommand).callsFake(() => {
      now += 9_000;
      return { tasks: [running(NOW)] };
    });
    const asked = health();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await asked).toBe('unknown');
    expect(ecs.commandCalls(StopTaskCommand)).toHaveLength(0);
  });

  it('that hangs is unknown, and is stopped', async () => {
    ecs.on(DescribeTasksCommand).resolves({ tasks: [running(NOW - COMMAND.within)] });
    ecs.on(StopTaskCommand).resolves({});
    expect(await health()).toBe('unknown');
    expect(ecs.commandCalls(StopTaskCommand).map(({ args }) => args[0].input)).toMatchObject([
      { cluster: 'shop', task: ARN },
    ]);
  });

  it('that another revision began is the same one', async () => {
    ecs.on(RunTaskCommand).rejects(sdkError('ConflictException', undefined, { resourceIds: [ARN] }));
    ecs.on(DescribeTasksCommand).resolves({ tasks: [ended(0)] });
    expect(await health()).toBe('well');
  });

  it.each([
    ['it may not be run', () => ecs.on(RunTaskCommand).rejects(sdkError('AccessDeniedException'))],
    [
      'there is no place for it',
      () => ecs.on(RunTaskCommand).resolves({ tasks: [], failures: [{ reason: 'RESOURCE:MEMORY' }] }),
    ],
    [
      'it can not be looked at',
      () => ecs.on(DescribeTasksCommand).rejects(sdkError('AccessDeniedException')),
    ],
  ])('is unknown where %s', async (_, set) => {
    set();
    expect(await health()).toBe('unknown');
  });
});
