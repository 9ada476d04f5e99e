import { type Item, texts } from '../keeping.ts';
import type { Source } from '../source.ts';
import { parseSamlProviders } from './parse.ts';

/** SAML providers: who may vouch for the people that roles trust. */
export const samlProviders: Source = {
  part: 'samlProviders',
  file: 'saml-providers.json',
  list: 'SAMLProviderList',
  marks: ['Arn'],
  listing: () => '',
  arn: ({ Arn }) => Arn,
  facts: ['identity-providers'],
  // The metadata document of get-saml-provider holds keys and addresses that nothing here needs.
  keep: async (item: Item) => texts(item, ['Arn', 'CreateDate', 'ValidUntil']),
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseSamlProviders,
};
