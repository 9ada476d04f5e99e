import type { Source } from '../source.ts';
import { keepPolicy } from './keep.ts';
import { parsePolicies } from './parse.ts';

/** The resource policies of secrets. */
export const secretPolicies: Source = {
  part: 'secretPolicies',
  file: 'secret-policies.json',
  marks: ['ARN'],
  listing: ({ ARN }) => String(ARN),
  arn: ({ ARN }) => ARN,
  facts: ['secret-policies'],
  keep: keepPolicy,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parsePolicies,
};
