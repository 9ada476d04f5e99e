import {
  DescribeStateMachineCommand,
  type DescribeStateMachineCommandOutput,
  ExecutionAlreadyExists,
  InvalidToken,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  type Tag,
  TaskDoesNotExist,
  TaskTimedOut,
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

/** Starts executions of any machine, each under a name of its own. */
export interface NamedStarts {
  /**
   * @returns `running` when one of this name and input was started now, or was running · `closed` when one of that name
   * has ended within the last 90 days: Step Functions takes the name for no other
   */
  startNamed(machineArn: string, name: string, input: object): Promise<'running' | 'closed'>;
}

export function namedStarts(clients: AwsClients, region: string): NamedStarts {
  const client = clients.client(SFNClient, 'states', region);
  return {
    async startNamed(stateMachineArn, name, input) {
      if (name.length > LONGEST_NAME)
        throw new RangeError(
          `expected an execution's name of ${LONGEST_NAME} characters at most, got ${name}`,
        );
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
        return 'running';
      } catch (error) {
        if (error instanceof ExecutionAlreadyExists) return 'closed';
        throw error;
      }
    },
  };
}

export const wakeActions = ['states:SendTaskSuccess'] as const;

/** Wakes an execution that waits with a token; that it waits no longer is as good. */
export async function wakeTask(clients: AwsClients, region: string, taskToken: string): Promise<void> {
  const client = clients.client(SFNClient, 'states', region);
  try {
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
  } catch (error) {
    const isOver =
      error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken;
    if (!isOver) throw error;
  }
}
