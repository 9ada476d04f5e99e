import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { tagList } from '../seeding.ts';
import type { Maker } from './maker.ts';

export const stack: Maker = async (config, { name, tags, values }) => {
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
      Tags: tagList(tags),
    }),
  );
  return StackId;
};
