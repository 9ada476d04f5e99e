import { BatchGetProjectsCommand, CodeBuildClient, ListProjectsCommand } from '@aws-sdk/client-codebuild';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { awsClients } from '../../lib/aws/clients.ts';
import { buildProjectsGateway } from '../../lib/aws/codebuild.ts';

const codebuild = mockClient(CodeBuildClient);
const gateway = buildProjectsGateway(awsClients({ budgets: { codebuild: 1000 } }), 'eu-west-1');

beforeEach(() => codebuild.reset());

it('lists names to the last page', async () => {
  codebuild
    .on(ListProjectsCommand, {})
    .resolves({ projects: ['a', 'b'], nextToken: 't' })
    .on(ListProjectsCommand, { nextToken: 't' })
    .resolves({ projects: ['c'] });
  const pages: (readonly string[])[] = [];
  for await (const page of gateway.names()) pages.push(page);
  expect(pages).toEqual([['a', 'b'], ['c']]);
});

it('reads projects by name, without those that are gone', async () => {
  codebuild
    .on(BatchGetProjectsCommand, { names: ['a', 'b'] })
    .resolves({ projects: [{ name: 'a' }], projectsNotFound: ['b'] });
  expect(await gateway.projects(['a', 'b'])).toEqual([{ name: 'a' }]);
});

it('does not take an answer for whole that says nothing of a project', async () => {
  codebuild.on(BatchGetProjectsCommand).resolves({ projects: [{ name: 'a' }] });
  await expect(gateway.projects(['a', 'b'])).rejects.toThrow('expected 2 projects, got none for 1');
});
