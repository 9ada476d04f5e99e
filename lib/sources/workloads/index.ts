import type { Part } from '../../ports/account-export.ts';
import { type Item, texts } from '../keeping.ts';
import type { Source } from '../source.ts';
import { parseWorkloads } from './parse.ts';

/** What runs with a role and is of no kind that is read for itself: handed over, for nobody lists it all. */
export const workloads: Source = {
  part: 'workloads',
  file: 'workloads.json',
  marks: ['arn', 'roleArn'],
  listing: () => '',
  // The resource may be another account's (shared), so it says nothing of whose the files are.
  arn: ({ roleArn }) => roleArn,
  // A live sweep reads nothing here, so it may not count as something that was read.
  facts: [],
  keep: async (item: Item) => texts(item, ['arn', 'type', 'roleArn']),
  read: async () => NOTHING_MORE,
  parse: parseWorkloads,
};

/** The other sources name the roles of what they read; a live sweep makes no further call for them. */
const NOTHING_MORE: Part = {
  items: [],
  origin: 'workloads.json',
  missing: 'workloads.json',
  status: 'complete',
  gaps: [],
};
