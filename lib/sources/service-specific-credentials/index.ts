import type { Source } from '../source.ts';
import { keepServiceCredential } from './keep.ts';
import { parseServiceCredentials } from './parse.ts';

const FACTS = ['service-specific-credentials'] as const;

/** Credentials that IAM made for one service: Bedrock and CloudWatch Logs API keys, CodeCommit and Keyspaces passwords. */
export const serviceSpecificCredentials: Source = {
  part: 'serviceSpecificCredentials',
  file: 'service-specific-credentials.json',
  list: 'ServiceSpecificCredentials',
  marks: ['ServiceSpecificCredentialId'],
  // One answer holds every user's, one user's or one service's: its pages are followed whatever they hold.
  listing: () => '',
  arn: () => undefined,
  facts: FACTS,
  keep: keepServiceCredential,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseServiceCredentials,
};
