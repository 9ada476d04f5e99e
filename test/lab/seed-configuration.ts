import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { CodeBuildClient, CreateProjectCommand } from '@aws-sdk/client-codebuild';
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type Lab, labClient } from './lab.ts';
import { made } from './seeding.ts';
import type { WorldConfiguration } from './world.ts';

/** @returns name and ARN */
export async function seedConfiguration(
  lab: Lab,
  wanted: WorldConfiguration,
): Promise<readonly [string, string]> {
  const arn = await MAKERS[wanted.type](labClient(lab, wanted.region), wanted, lab.account);
  return [wanted.name, made(arn, `${wanted.type} ${wanted.name}`)];
}

type Maker = (
  config: ReturnType<typeof labClient>,
  wanted: WorldConfiguration,
  account: string,
) => Promise<string | undefined>;

const MAKERS: Readonly<Record<WorldConfiguration['type'], Maker>> = {
  'AWS::ECS::TaskDefinition': async (config, { name, tags, values }) => {
    const { taskDefinition } = await new ECSClient(config).send(
      new RegisterTaskDefinitionCommand({
        family: name,
        containerDefinitions: [
          {
            name: 'main',
            image: 'public.ecr.aws/docker/library/busybox:stable',
            memory: 128,
            environment: Object.entries(values).map(([key, value]) => ({ name: key, value })),
          },
        ],
        tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
      }),
    );
    return taskDefinition?.taskDefinitionArn;
  },
  'AWS::CodeBuild::Project': async (config, { name, tags, values }, account) => {
    const { project } = await new CodeBuildClient(config).send(
      new CreateProjectCommand({
        name,
        source: { type: 'NO_SOURCE', buildspec: 'version: 0.2' },
        artifacts: { type: 'NO_ARTIFACTS' },
        environment: {
          type: 'LINUX_CONTAINER',
          image: 'aws/codebuild/standard:7.0',
          computeType: 'BUILD_GENERAL1_SMALL',
          environmentVariables: Object.entries(values).map(([key, value]) => ({
            name: key,
            value,
            type: value.startsWith('/') ? 'PARAMETER_STORE' : 'PLAINTEXT',
          })),
        },
        serviceRole: `arn:aws:iam::${account}:role/codebuild`,
        tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
      }),
    );
    return project?.arn;
  },
  'AWS::CloudFormation::Stack': async (config, { name, tags, values }) => {
    const template = {
      Parameters: Object.fromEntries(Object.keys(values).map((key) => [key, { Type: 'String' }])),
      Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
    };
    const { StackId } = await new CloudFormationClient(config).send(
      new CreateStackCommand({
        StackName: name,
        TemplateBody: JSON.stringify(template),
        Parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({
          ParameterKey,
          ParameterValue,
        })),
        Tags: listed(tags),
      }),
    );
    return StackId;
  },
  'AWS::SSM::Parameter': async (config, { name, region, tags, values }, account) => {
    await new SSMClient(config).send(
      new PutParameterCommand({ Name: name, Type: 'String', Value: values.value, Tags: listed(tags) }),
    );
    return `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
  },
  'AWS::EC2::Instance': async (config, { name, region, tags, values }, account) => {
    const { Instances } = await new EC2Client(config).send(
      new RunInstancesCommand({
        ImageId: 'ami-0abcdef1234567890',
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
        UserData: Buffer.from(values.script ?? '').toString('base64'),
        TagSpecifications: [{ ResourceType: 'instance', Tags: listed({ Name: name, ...tags }) }],
      }),
    );
    const id = Instances?.[0]?.InstanceId;
    return id === undefined ? undefined : `arn:aws:ec2:${region}:${account}:instance/${id}`;
  },
};

function listed(tags: WorldConfiguration['tags']): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
