import type { Source } from '../source.ts';
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
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseProjects,
};
