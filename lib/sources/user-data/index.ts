import type { Source } from '../source.ts';
import { keepUserData } from './keep.ts';
import { parseUserData } from './parse.ts';

const FACTS = ['user-data'] as const;

/** User data of EC2 instances: the script or configuration that each was started with, redacted. */
export const userData: Source = {
  part: 'userData',
  file: 'user-data.json',
  marks: ['InstanceId'],
  listing: () => '',
  arn: ({ Arn }) => Arn,
  facts: FACTS,
  keep: keepUserData,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseUserData,
};
