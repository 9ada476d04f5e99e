import {
  DescribeStateMachineCommand,
  type DescribeStateMachineCommandOutput,
  ExecutionAlreadyExists,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  SFNClient,
  StartExecutionCommand,
  type Tag,
} from '@aws-sdk/client-sfn';
import type { AwsClients } from './clients.ts';
import { pages } from './pages.ts';

export const actions = ['states:ListStateMachines', 'states:ListTagsForResource'] as const;

/** Answers a state machine's definition in plain text: granted apart, and redacted by whoever calls. */
export const secretReadingActions = ['states:DescribeStateMachine'] as const;

export interface StateMachinesGateway {
  /** Pages of ARNs. */
  arns(): AsyncIterable<readonly string[]>;
  /** One state machine, its definition in plain text. */
  machine(arn: string): Promise<DescribeStateMachineCommandOutput>;
  tags(arn: string): Promise<readonly Tag[]>;
}

export function stateMachinesGateway(clients: AwsClients, region: string): StateMachinesGateway {
  const client = clients.client(SFNClient, 'states', region);
  return {
    async *arns() {
      const list = pages(
        (token) =>
          client.send(
            new ListStateMachinesCommand({
              maxResults: 1000,
              ...(token === undefined ? {} : { nextToken: token }),
            }),
          ),
        ({ nextToken }) => nextToken,
      );
      for await (const { stateMachines = [] } of list)
        yield stateMachines.flatMap(({ stateMachineArn }) => stateMachineArn ?? []);
    },
    machine: (stateMachineArn) => client.send(new DescribeStateMachineCommand({ stateMachineArn })),
    async tags(resourceArn) {
      const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
      return tags;
    },
  };
}

export const writeActions = ['states:StartExecution'] as const;

export interface ExecutionsGateway {
  /** Starts an execution; that one of this name was started before is as good. */
  start(name: string, input: object): Promise<void>;
}

/** Most characters of an execution's name, by the Step Functions API. */
const LONGEST_NAME = 80;

export function executionsGateway(
  clients: AwsClients,
  region: string,
  stateMachineArn: string,
): ExecutionsGateway {
  const client = clients.client(SFNClient, 'states', region);
  return {
    async start(name, input) {
      try {
        await client.send(
          new StartExecutionCommand({
            stateMachineArn,
            name: name.slice(0, LONGEST_NAME),
            input: JSON.stringify(input),
          }),
        );
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
  };
}
