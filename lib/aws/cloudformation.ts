import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import type { AwsClients } from './clients.ts';
import { pages } from './pages.ts';

/** Answers parameters and outputs in plain text: granted apart, and redacted by whoever calls. */
export const secretReadingActions = ['cloudformation:DescribeStacks'] as const;

/** What a function asks of its own stack. */
export const ownStackActions = ['cloudformation:DescribeStacks'] as const;

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

/**
 * What one stack gives out, by name: it is asked for by whoever deployed it, and holds no secret.
 * @returns undefined when there is no stack of that name
 */
export async function stackOutputs(
  clients: AwsClients,
  region: string,
  StackName: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  const client = clients.client(CloudFormationClient, 'cloudformation', region);
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    const outputs = Stacks.flatMap(({ Outputs = [] }) => Outputs);
    return Object.fromEntries(
      outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    );
  } catch (error) {
    // There is no error of its own for a stack that is not there.
    const isAbsent = error instanceof CloudFormationServiceException && /does not exist/.test(error.message);
    if (isAbsent && error.name === 'ValidationError') return undefined;
    throw error;
  }
}

/** Whether the stack as a whole is being deleted, and not only changed. */
export async function isLeaving(clients: AwsClients, region: string, StackName: string): Promise<boolean> {
  const client = clients.client(CloudFormationClient, 'cloudformation', region);
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  return Stacks.some(({ StackStatus }) => StackStatus === 'DELETE_IN_PROGRESS');
}
