import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type DescribeTaskDefinitionCommandOutput,
  ECSClient,
  ListTaskDefinitionFamiliesCommand,
} from '@aws-sdk/client-ecs';
import type { ServiceFacts } from '../core/rotation/build/services.ts';
import type { Redeploy } from '../core/rotation/where.ts';
import type { AwsClients } from './clients.ts';
import { pages } from './pages.ts';

export const actions = ['ecs:ListTaskDefinitionFamilies'] as const;

/** What no sweep asks: how the services are deployed that a plan would redeploy. */
export const planActions = ['ecs:DescribeServices'] as const;

/** Answers in plain text what lies in the containers' environments: granted apart, and redacted by whoever calls. */
export const secretReadingActions = ['ecs:DescribeTaskDefinition'] as const;

export interface TaskDefinitionsGateway {
  /** Pages of families that have an active revision. */
  families(): AsyncIterable<readonly string[]>;
  /** The newest active revision of a family, environment values in plain text. */
  newest(family: string): Promise<Pick<DescribeTaskDefinitionCommandOutput, 'taskDefinition' | 'tags'>>;
}

/** How a service is deployed, which decides whether ECS can redeploy it. @returns `none`: there is no such service */
export async function serviceFacts(
  clients: AwsClients,
  { region, cluster, service }: Redeploy,
): Promise<ServiceFacts | 'none'> {
  const client = clients.client(ECSClient, 'ecs', region);
  const { services: [told] = [] } = await client.send(
    new DescribeServicesCommand({ cluster, services: [service] }),
  );
  if (told === undefined) return 'none';
  const { deploymentController, schedulingStrategy = 'REPLICA', status = '' } = told;
  return { controller: deploymentController?.type ?? 'ECS', scheduling: schedulingStrategy, status };
}

export function taskDefinitionsGateway(clients: AwsClients, region: string): TaskDefinitionsGateway {
  const client = clients.client(ECSClient, 'ecs', region);
  return {
    async *families() {
      const list = pages(
        (token) =>
          client.send(
            new ListTaskDefinitionFamiliesCommand({
              status: 'ACTIVE',
              maxResults: 100,
              ...(token === undefined ? {} : { nextToken: token }),
            }),
          ),
        ({ nextToken }) => nextToken,
      );
      for await (const { families = [] } of list) yield families;
    },
    async newest(family) {
      const { taskDefinition, tags } = await client.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: family, include: ['TAGS'] }),
      );
      return {
        ...(taskDefinition === undefined ? {} : { taskDefinition }),
        ...(tags === undefined ? {} : { tags }),
      };
    },
  };
}
