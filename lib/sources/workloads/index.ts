import { field, type Item, listOf, texts } from '../keeping.ts';
import type { Source } from '../source.ts';
import { parseWorkloads } from './parse.ts';

const FACTS = ['workload-roles'] as const;

/** What runs with a role and is of no kind that names it where it is read: instances, and what somebody hands over. */
export const workloads: Source = {
  part: 'workloads',
  file: 'workloads.json',
  marks: ['arn', 'roleArn'],
  listing: () => '',
  // The resource may be another account's (shared), so it says nothing of whose the files are.
  arn: ({ roleArn, instanceProfileArn }) => roleArn ?? instanceProfileArn,
  facts: FACTS,
  keep: async (item: Item) => ({
    ...texts(item, ['arn', 'type', 'roleArn', 'instanceProfileArn']),
    ...(await field('tags', item.tags, (list) => listOf(list, (tag) => texts(tag, ['Key', 'Value'])))),
  }),
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseWorkloads,
};
