import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeInstanceAttributeCommand, DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListTaskDefinitionFamiliesCommand,
} from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { awsClients } from '../../lib/aws/clients.ts';
import { stacksGateway } from '../../lib/aws/cloudformation.ts';
import { instancesGateway } from '../../lib/aws/ec2.ts';
import { taskDefinitionsGateway } from '../../lib/aws/ecs.ts';

const clients = awsClients({ budgets: {} });
const [ecs, cloudformation, ec2] = [
  mockClient(ECSClient),
  mockClient(CloudFormationClient),
  mockClient(EC2Client),
];

beforeEach(() => {
  for (const mock of [ecs, cloudformation, ec2]) mock.reset();
});

async function all<T>(list: AsyncIterable<T>): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}

describe('ECS', () => {
  it('lists the families that have an active revision, to the last page', async () => {
    ecs
      .on(ListTaskDefinitionFamiliesCommand, { status: 'ACTIVE', maxResults: 100 })
      .resolves({ families: ['a'], nextToken: 't' })
      .on(ListTaskDefinitionFamiliesCommand, { status: 'ACTIVE', maxResults: 100, nextToken: 't' })
      .resolves({ families: ['b'] });
    const gateway = taskDefinitionsGateway(clients, 'eu-west-1');
    expect(await all(gateway.families())).toEqual([['a'], ['b']]);
  });

  it('describes the newest revision of a family with its tags, and nothing of the call', async () => {
    ecs
      .on(DescribeTaskDefinitionCommand, { taskDefinition: 'web', include: ['TAGS'] })
      .resolvesOnce({
        taskDefinition: { family: 'web' },
        tags: [{ key: 'owner', value: 'x' }],
        $metadata: {},
      })
      .resolves({});
    const gateway = taskDefinitionsGateway(clients, 'eu-west-1');
    expect(await gateway.newest('web')).toEqual({
      taskDefinition: { family: 'web' },
      tags: [{ key: 'owner', value: 'x' }],
    });
    expect(await gateway.newest('web')).toEqual({});
  });
});

describe('CloudFormation', () => {
  it('lists stacks to the last page', async () => {
    const stack = (StackName: string) => ({
      StackName,
      CreationTime: new Date(0),
      StackStatus: 'CREATE_COMPLETE' as const,
    });
    cloudformation
      .on(DescribeStacksCommand)
      .resolves({ Stacks: [stack('a')], NextToken: 't' })
      .on(DescribeStacksCommand, { NextToken: 't' })
      .resolves({ Stacks: [stack('b')] });
    const pages = await all(stacksGateway(clients, 'eu-west-1').stacks());
    expect(pages.map((page) => page.map(({ StackName }) => StackName))).toEqual([['a'], ['b']]);
  });
});

describe('EC2', () => {
  it('lists instances that can still be asked, to the last page', async () => {
    const asked = {
      MaxResults: 1000,
      Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] }],
    };
    const tags = [{ Key: 'Name', Value: 'web' }];
    ec2
      .on(DescribeInstancesCommand, asked)
      .resolves({ Reservations: [{ Instances: [{ InstanceId: 'i-1', Tags: tags }] }, {}], NextToken: 't' })
      .on(DescribeInstancesCommand, { ...asked, NextToken: 't' })
      .resolves({ Reservations: [{ Instances: [{ InstanceId: 'i-2' }, {}] }] });
    expect(await all(instancesGateway(clients, 'eu-west-1').instances())).toEqual([
      [{ id: 'i-1', tags }],
      [{ id: 'i-2', tags: [] }],
    ]);
  });

  it('tells an instance without user data from one with it', async () => {
    ec2
      .on(DescribeInstanceAttributeCommand, { InstanceId: 'i-1', Attribute: 'userData' })
      .resolvesOnce({ InstanceId: 'i-1', UserData: { Value: 'eA==' } })
      .resolvesOnce({ InstanceId: 'i-1', UserData: {} })
      .resolves({});
    const gateway = instancesGateway(clients, 'eu-west-1');
    expect(await gateway.userData('i-1')).toEqual({ InstanceId: 'i-1', UserData: { Value: 'eA==' } });
    expect(await gateway.userData('i-1')).toEqual({ InstanceId: 'i-1', UserData: {} });
    expect(await gateway.userData('i-1')).toEqual({});
  });
});
