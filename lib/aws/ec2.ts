import {
  DescribeInstanceAttributeCommand,
  type DescribeInstanceAttributeCommandOutput,
  DescribeInstancesCommand,
  EC2Client,
  type Tag,
} from '@aws-sdk/client-ec2';
import type { AwsClients } from './clients.ts';
import { pages } from './pages.ts';

export const actions = ['ec2:DescribeInstances'] as const;

/** Answers in plain text what the instance was started with: granted apart, and redacted by whoever calls. */
export const secretReadingActions = ['ec2:DescribeInstanceAttribute'] as const;

export interface ListedInstance {
  readonly id: string;
  readonly tags: readonly Tag[];
  /** ARN of the instance profile that gives it a role. */
  readonly profile?: string;
}

export interface InstancesGateway {
  /** Pages of instances that are not terminated. */
  instances(): AsyncIterable<readonly ListedInstance[]>;
  /** User data in base64; no `Value` when the instance has none. */
  userData(id: string): Promise<Pick<DescribeInstanceAttributeCommandOutput, 'InstanceId' | 'UserData'>>;
}

/** Terminated instances stay listed for about an hour, and nothing can be asked of them. */
const ALIVE = ['pending', 'running', 'stopping', 'stopped'];

export function instancesGateway(clients: AwsClients, region: string): InstancesGateway {
  const client = clients.client(EC2Client, 'ec2', region);
  return {
    async *instances() {
      const list = pages(
        (token) =>
          client.send(
            new DescribeInstancesCommand({
              MaxResults: 1000,
              Filters: [{ Name: 'instance-state-name', Values: ALIVE }],
              ...(token === undefined ? {} : { NextToken: token }),
            }),
          ),
        ({ NextToken }) => NextToken,
      );
      for await (const { Reservations = [] } of list) {
        const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
        yield instances.flatMap(
          ({ InstanceId: id, Tags: tags = [], IamInstanceProfile: { Arn: profile } = {} }) =>
            id === undefined ? [] : [{ id, tags, ...(profile === undefined ? {} : { profile }) }],
        );
      }
    },
    async userData(id) {
      const { InstanceId, UserData } = await client.send(
        new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: 'userData' }),
      );
      return {
        ...(InstanceId === undefined ? {} : { InstanceId }),
        ...(UserData === undefined ? {} : { UserData }),
      };
    },
  };
}
