import { regionOf } from '../../core/model/arn.ts';
import type { Source } from '../source.ts';
import { keepSourceCredential } from './keep.ts';
import { parseSourceCredential } from './parse.ts';

const FACTS = ['source-credentials'] as const;

/** What CodeBuild signs in to GitHub, GitLab and Bitbucket with, without any token. */
export const sourceCredentials: Source = {
  part: 'sourceCredentials',
  file: 'source-credentials.json',
  list: 'sourceCredentialsInfos',
  marks: ['serverType', 'authType'],
  listing: ({ arn }) => regionOf(arn),
  arn: ({ arn }) => arn,
  facts: FACTS,
  keep: keepSourceCredential,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseSourceCredential,
};
