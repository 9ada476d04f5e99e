import { CodeBuildClient, CreateProjectCommand } from '@aws-sdk/client-codebuild';
import type { Maker } from './maker.ts';

export const buildProject: Maker = async (config, { name, tags, values }, { account }) => {
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
};
