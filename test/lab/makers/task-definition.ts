import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import type { Maker } from './maker.ts';

export const taskDefinition: Maker = async (config, { name, tags, values }) => {
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
};
