import { regionOf } from '../../core/model/arn.ts';
import type { Source } from '../source.ts';
import { keepJob } from './keep.ts';
import { parseJobs } from './parse.ts';

const FACTS = ['glue-jobs'] as const;

/** Glue jobs: their arguments and, of visual jobs, their nodes, redacted. */
export const glueJobs: Source = {
  part: 'glueJobs',
  file: 'glue-jobs.json',
  list: 'Jobs',
  marks: ['Command', 'DefaultArguments', 'NonOverridableArguments'],
  listing: ({ Arn, Region }) => regionOf(Arn) || (typeof Region === 'string' ? Region : ''),
  arn: ({ Arn }) => Arn,
  facts: FACTS,
  keep: keepJob,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseJobs,
};
