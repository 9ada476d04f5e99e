import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { tagList } from '../seeding.ts';
import type { Maker } from './maker.ts';

export const parameter: Maker = async (config, { name, region, tags, values }, { account }) => {
  await new SSMClient(config).send(
    new PutParameterCommand({ Name: name, Type: 'String', Value: values.value, Tags: tagList(tags) }),
  );
  return `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
};
