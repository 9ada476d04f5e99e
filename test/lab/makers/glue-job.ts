import { CreateJobCommand, GlueClient } from '@aws-sdk/client-glue';
import type { Maker } from './maker.ts';

/** A job whose default arguments are the values. */
export const glueJob: Maker = async (config, { name, region, tags, values }, { account }) => {
  await new GlueClient(config).send(
    new CreateJobCommand({
      Name: name,
      Role: `arn:aws:iam::${account}:role/glue`,
      Command: { Name: 'glueetl', ScriptLocation: `s3://smallshop-jobs/${name}.py`, PythonVersion: '3' },
      DefaultArguments: { ...values },
      Tags: { ...tags },
    }),
  );
  return `arn:aws:glue:${region}:${account}:job/${name}`;
};
