import type { Source } from '../source.ts';
import { keepOrganization } from './keep.ts';
import { parseOrganization } from './parse.ts';

/** The organisation that the account is in, and its accounts: who is no stranger. */
export const organization: Source = {
  part: 'organization',
  file: 'organization.json',
  marks: ['Accounts', 'Organization'],
  listing: (item) => ('Accounts' in item ? 'accounts' : 'organization'),
  // The ARNs in it are of the account that manages the organisation.
  arn: () => undefined,
  facts: ['organization'],
  keep: keepOrganization,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseOrganization,
};
