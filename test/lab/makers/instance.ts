import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { tagList } from '../seeding.ts';
import type { Maker } from './maker.ts';

export const instance: Maker = async (config, { name, region, tags, values }, { account }) => {
  const { Instances } = await new EC2Client(config).send(
    new RunInstancesCommand({
      ImageId: 'ami-0abcdef1234567890',
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      UserData: Buffer.from(values.script ?? '').toString('base64'),
      TagSpecifications: [{ ResourceType: 'instance', Tags: tagList({ Name: name, ...tags }) }],
    }),
  );
  const id = Instances?.[0]?.InstanceId;
  return id === undefined ? undefined : `arn:aws:ec2:${region}:${account}:instance/${id}`;
};
