import type { Source } from '../source.ts';
import { keepAppSyncKeys } from './keep.ts';
import { parseAppSyncKeys } from './parse.ts';

const FACTS = ['appsync-keys'] as const;

/** Keys of AppSync's GraphQL and Event APIs, each by a stand-in: what AppSync calls a key's id is the key. */
export const appsyncKeys: Source = {
  part: 'appsyncKeys',
  file: 'appsync-api-keys.json',
  marks: ['apiKeys'],
  listing: ({ Arn }) => String(Arn),
  arn: ({ Arn }) => Arn,
  facts: FACTS,
  keep: keepAppSyncKeys,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseAppSyncKeys,
};
