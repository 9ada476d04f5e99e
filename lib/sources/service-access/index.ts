import type { Source } from '../source.ts';
import { keepServiceAccess } from './keep.ts';
import { parseServiceAccess } from './parse.ts';

const FACTS = ['service-access'] as const;

/** Which services users and roles may reach, and when they last tried to. */
export const serviceAccess: Source = {
  part: 'serviceAccess',
  file: 'service-last-accessed.json',
  marks: ['ServicesLastAccessed'],
  listing: ({ Arn }) => String(Arn),
  arn: ({ Arn }) => Arn,
  facts: FACTS,
  keep: keepServiceAccess,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseServiceAccess,
};
