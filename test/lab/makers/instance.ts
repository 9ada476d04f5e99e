import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { tagList } from '../seeding.ts';
import type { Maker } from './maker.ts';

/** Its profile, made here, has the name of the role that it gives. */
async function profileOf(config: Parameters<Maker>[0], role: string): Promise<string> {
  const iam = new IAMClient(config);
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: role }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: role, RoleName: role }));
  return role;
}

export const instance: Maker = async (config, { name, region, tags, values }, { account }) => {
  const { Instances } = await new EC2Client(config).send(
    new RunInstancesCommand({
      ImageId: 'ami-0abcdef1234567890',
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      ...(values.role === undefined
        ? {}
        : { IamInstanceProfile: { Name: await profileOf(config, values.role) } }),
      UserData: Buffer.from(values.script ?? '').toString('base64'),
      TagSpecifications: [{ ResourceType: 'instance', Tags: tagList({ Name: name, ...tags }) }],
    }),
  );
  const id = Instances?.[0]?.InstanceId;
  return id === undefined ? undefined : `arn:aws:ec2:${region}:${account}:instance/${id}`;
};
