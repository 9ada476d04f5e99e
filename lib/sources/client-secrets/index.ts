import type { Source } from '../source.ts';
import { keepClientSecrets } from './keep.ts';
import { parseClientSecrets } from './parse.ts';

const FACTS = ['client-secrets'] as const;

/** Client secrets of Cognito user pools, by id and date. */
export const clientSecrets: Source = {
  part: 'clientSecrets',
  file: 'user-pool-clients.json',
  marks: ['ClientSecrets'],
  listing: ({ ClientId }) => String(ClientId),
  arn: ({ Arn }) => Arn,
  facts: FACTS,
  keep: keepClientSecrets,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseClientSecrets,
};
