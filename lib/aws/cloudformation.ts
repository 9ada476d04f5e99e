import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import type { AwsClients } from './clients.ts';
import { pages } from './pages.ts';

/** Answers parameters and outputs in plain text: granted apart, and redacted by whoever calls. */
export const secretReadingActions = ['cloudformation:DescribeStacks'] as const;

export interface StacksGateway {
  /** Pages of stacks that were not deleted, parameters and outputs in plain text. */
  stacks(): AsyncIterable<readonly Stack[]>;
}

export function stacksGateway(clients: AwsClients, region: string): StacksGateway {
  const client = clients.client(CloudFormationClient, 'cloudformation', region);
  return {
    async *stacks() {
      const list = pages(
        (token) => client.send(new DescribeStacksCommand(token === undefined ? {} : { NextToken: token })),
        ({ NextToken }) => NextToken,
      );
      for await (const { Stacks = [] } of list) yield Stacks;
    },
  };
}
