import {
  BatchGetProjectsCommand,
  CodeBuildClient,
  ListProjectsCommand,
  ListSourceCredentialsCommand,
  type Project,
  type SourceCredentialsInfo,
} from '@aws-sdk/client-codebuild';
import type { AwsClients } from './clients.ts';
import { AnswerError } from './errors.ts';
import { pages } from './pages.ts';

export const actions = ['codebuild:ListProjects', 'codebuild:ListSourceCredentials'] as const;

/** Answers in plain text what lies in the projects' environments: granted apart, and redacted by whoever calls. */
export const secretReadingActions = ['codebuild:BatchGetProjects'] as const;

/** Most projects that one call takes. */
export const PROJECTS_PER_CALL = 100;

export interface BuildProjectsGateway {
  /** Pages of names. */
  names(): AsyncIterable<readonly string[]>;
  /**
   * Up to {@link PROJECTS_PER_CALL} projects, plaintext variables and buildspecs as they are; without those that are
   * gone by now.
   * @throws {AnswerError} when AWS says nothing of one that was asked for
   */
  projects(names: readonly string[]): Promise<readonly Project[]>;
}

export function buildProjectsGateway(clients: AwsClients, region: string): BuildProjectsGateway {
  const client = clients.client(CodeBuildClient, 'codebuild', region);
  return {
    async *names() {
      const list = pages(
        (token) => client.send(new ListProjectsCommand(token === undefined ? {} : { nextToken: token })),
        ({ nextToken }) => nextToken,
      );
      for await (const { projects = [] } of list) yield projects;
    },
    async projects(names) {
      const { projects = [], projectsNotFound = [] } = await client.send(
        new BatchGetProjectsCommand({ names: [...names] }),
      );
      const told = new Set([...projects.map(({ name }) => name), ...projectsNotFound]);
      const untold = names.filter((name) => !told.has(name)).length;
      if (untold > 0) throw new AnswerError(`expected ${names.length} projects, got none for ${untold}`);
      return projects;
    },
  };
}

export interface SourceCredentialsGateway {
  /** What the Region's builds sign in to source providers with, without any token. CodeBuild answers all at once. */
  credentials(): AsyncIterable<readonly SourceCredentialsInfo[]>;
}

export function sourceCredentialsGateway(clients: AwsClients, region: string): SourceCredentialsGateway {
  const client = clients.client(CodeBuildClient, 'codebuild', region);
  return {
    async *credentials() {
      const { sourceCredentialsInfos = [] } = await client.send(new ListSourceCredentialsCommand({}));
      yield sourceCredentialsInfos;
    },
  };
}
