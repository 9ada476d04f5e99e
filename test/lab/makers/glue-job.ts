import { CreateJobCommand, GlueClient, TagResourceCommand } from '@aws-sdk/client-glue';
import type { Maker } from './maker.ts';

/** A job whose default arguments are the values. */
export const glueJob: Maker = async (config, { name, region, tags, values }, { account }) => {
  const client = new GlueClient(config);
  const arn = `arn:aws:glue:${region}:${account}:job/${name}`;
  await client.send(
    new CreateJobCommand({
      Name: name,
      Role: `arn:aws:iam::${account}:role/glue`,
      Command: { Name: 'glueetl', ScriptLocation: `s3://smallshop-jobs/${name}.py`, PythonVersion: '3' },
      DefaultArguments: { ...values },
    }),
  );
  // ministack's GetTags does not see what CreateJob was given.
  await client.send(new TagResourceCommand({ ResourceArn: arn, TagsToAdd: { ...tags } }));
  return arn;
};
