import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ConflictException,
  DescribeTasksCommand,
  ECSClient,
  RunTaskCommand,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import type { Health } from '../../core/rotation/live.ts';
import type { Probe } from '../../core/rotation/where.ts';
import { type RotationClients, writeLimit } from './limits.ts';

/** No part of what the prober may do by itself, which is to read: a deployment names what it may run, see taskGrants. */
export const runActions = ['ecs:RunTask', 'ecs:DescribeTasks', 'ecs:StopTask'] as const;

export type OwnTask = Extract<Probe, { readonly by: 'task' }>;

export interface OwnTaskGateway {
  /**
   * Runs a command of the dependent's owner as a task, or looks at the one that was begun by the same token, for as long
   * as it is waited for: whoever asks again later with the token is told of the same task.
   * @param token at most 64 characters: what it names is run once
   * @returns well: its container ended with 0 · ill: with something else · unknown: it runs on, could not start, or was stopped
   */
  run(probe: OwnTask, token: string, waitMs: number): Promise<Health>;
}

const BETWEEN_MS = 2_000;
const STARTED_BY = 'nightwarden-probe';

/** It is given nothing but what its task definition has: no override, and so no credential. */
export function ownTaskGateway({ reads, writes }: RotationClients, now: () => number): OwnTaskGateway {
  return {
    async run(probe, token, waitMs) {
      const client = reads.client(ECSClient, 'ecs', probe.region);
      const write = writes.client(ECSClient, 'ecs', probe.region);
      const { cluster } = probe;
      const arn = await begun(write, probe, token);
      if (arn === undefined) return 'unknown';
      const until = now() + waitMs;
      for (;;) {
        const { tasks: [task] = [] } = await client.send(new DescribeTasksCommand({ cluster, tasks: [arn] }));
        if (task?.lastStatus === 'STOPPED') return healthBy(task, probe);
        if (task !== undefined && isOverdue(task, probe, now())) {
          const reason = 'Nightwarden: it has taken longer than its probe may';
          await write.send(new StopTaskCommand({ cluster, task: arn, reason }), writeLimit());
          return 'unknown';
        }
        if (now() + BETWEEN_MS >= until) return 'unknown';
        await sleep(BETWEEN_MS);
      }
    },
  };
}

/** @returns its ARN; undefined: there was no place for it */
async function begun(client: ECSClient, probe: OwnTask, clientToken: string): Promise<string | undefined> {
  const { cluster, family, launchType, subnets, securityGroups } = probe;
  const network =
    subnets.length === 0
      ? {}
      : {
          networkConfiguration: {
            awsvpcConfiguration: { subnets: [...subnets], securityGroups: [...securityGroups] },
          },
        };
  const command = new RunTaskCommand({
    cluster,
    taskDefinition: family,
    launchType,
    count: 1,
    startedBy: STARTED_BY,
    clientToken,
    ...network,
  });
  try {
    const { tasks: [task] = [] } = await client.send(command, writeLimit());
    return task?.taskArn;
  } catch (error) {
    // Begun by this token with another revision than is newest now.
    // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html
    if (isConflict(error)) return error.resourceIds?.[0];
    throw error;
  }
}

function isConflict(error: unknown): error is ConflictException {
  return error instanceof Error && error.name === 'ConflictException';
}

function isOverdue({ createdAt }: Task, { within }: OwnTask, now: number): boolean {
  return createdAt !== undefined && now >= createdAt.getTime() + within;
}

/** What was stopped, or never started, says nothing of the dependent. */
function healthBy({ stopCode, containers = [] }: Task, { container }: OwnTask): Health {
  if (stopCode !== 'EssentialContainerExited') return 'unknown';
  const code = containers.find(({ name }) => name === container)?.exitCode;
  if (code === undefined) return 'unknown';
  return code === 0 ? 'well' : 'ill';
}
