import type { Source } from '../source.ts';
import { keepOidcProvider } from './keep.ts';
import { parseOidcProviders } from './parse.ts';

/** OIDC providers: who may vouch for the web identities that roles trust. */
export const oidcProviders: Source = {
  part: 'oidcProviders',
  file: 'oidc-providers.json',
  list: 'OpenIDConnectProviderList',
  marks: ['Arn', 'Url'],
  listing: () => '',
  arn: ({ Arn }) => Arn,
  facts: ['identity-providers'],
  keep: keepOidcProvider,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseOidcProviders,
};
