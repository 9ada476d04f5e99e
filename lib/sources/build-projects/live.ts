import { readBatches } from '../../aws/batches.ts';
import { buildProjectsGateway, PROJECTS_PER_CALL } from '../../aws/codebuild.ts';
import { plain } from '../../aws/pages.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext } from '../source.ts';
import { keepProject } from './keep.ts';

const FACTS = ['build-projects'] as const;

/** Reads them in every Region. */
export function readLive(live: LiveContext): Promise<Part> {
  const gateway = (region: string) => buildProjectsGateway(live.clients, region);
  return readRegional<string>(live, {
    action: 'codebuild:ListProjects',
    facts: FACTS,
    list: (region) => gateway(region).names(),
    async keep(names, scope) {
      const { results, gaps } = await readBatches(names, {
        action: 'codebuild:BatchGetProjects',
        facts: FACTS,
        scope,
        size: PROJECTS_PER_CALL,
        subjectOf: (name) =>
          `arn:${live.partition}:codebuild:${scope.region}:${scope.account}:project/${name}`,
        noun: 'build projects',
        // Redacted as they come: no value of one call waits for the others.
        read: async (batch) => {
          const projects = await gateway(scope.region).projects(batch);
          return Promise.all(projects.map((project) => keepProject(plain(project) as Item)));
        },
      });
      return { items: results, gaps };
    },
  });
}
