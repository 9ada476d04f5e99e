import { regionOf } from '../../core/model/arn.ts';
import type { Source } from '../source.ts';
import { keepAgentCredential } from './keep.ts';
import { parseAgentCredential } from './parse.ts';

const FACTS = ['agent-credentials'] as const;

/** Credential providers of Bedrock AgentCore: API keys and client secrets that agents use at third parties. */
export const agentCredentials: Source = {
  part: 'agentCredentials',
  file: 'credential-providers.json',
  list: 'credentialProviders',
  marks: ['credentialProviderArn'],
  listing: ({ credentialProviderArn }) => regionOf(credentialProviderArn),
  arn: ({ credentialProviderArn }) => credentialProviderArn,
  facts: FACTS,
  keep: keepAgentCredential,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseAgentCredential,
};
