import { readBatches } from '../../aws/batches.ts';
import { buildProjectsGateway, PROJECTS_PER_CALL } from '../../aws/codebuild.ts';
import { plain } from '../../aws/pages.ts';
import type { Item } from '../keeping.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext, Source } from '../source.ts';
import { keepProject } from './keep.ts';
import { parseProjects } from './parse.ts';

const FACTS = ['build-projects'] as const;

/** CodeBuild projects: plaintext variables, sources and buildspecs, redacted. */
export const buildProjects: Source = {
  part: 'buildProjects',
  file: 'projects.json',
  list: 'projects',
  marks: ['environment'],
  listing: () => '',
  arn: ({ arn }) => arn,
  facts: FACTS,
  keep: keepProject,
  read: readLive,
  parse: parseProjects,
};

function readLive(live: LiveContext) {
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
