import { plaintextIn } from '../plaintext.ts';

export const plaintextInTaskDefinition = plaintextIn({
  id: 'ecs.plaintext-credential',
  title: "Credential lies in the open in a container's environment",
  reads: ['task-definitions'],
  workloads: ['AWS::ECS::TaskDefinition'],
  noun: 'variable',
  remedy:
    'Rotate it, for everybody who may read the task definition has had it, older revisions too; name it under secrets of the container from Secrets Manager, deregister the revisions that hold it, or use the task role in its place.',
});
