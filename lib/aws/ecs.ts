import {
  DescribeTaskDefinitionCommand,
  type DescribeTaskDefinitionCommandOutput,
  ECSClient,
  ListTaskDefinitionFamiliesCommand,
} from '@aws-sdk/client-ecs';
import type { AwsClients } from './clients.ts';
import { pages } from './pages.ts';

export const actions = ['ecs:ListTaskDefinitionFamilies'] as const;

/** Answers in plain text what lies in the containers' environments: granted apart, and redacted by whoever calls. */
export const secretReadingActions = ['ecs:DescribeTaskDefinition'] as const;

export interface TaskDefinitionsGateway {
  /** Pages of families that have an active revision. */
  families(): AsyncIterable<readonly string[]>;
  /** The newest active revision of a family, environment values in plain text. */
  newest(family: string): Promise<Pick<DescribeTaskDefinitionCommandOutput, 'taskDefinition' | 'tags'>>;
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
