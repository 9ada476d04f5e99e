import type { Source } from '../source.ts';
import { keepStages } from './keep.ts';
import { parseStages } from './parse.ts';

const FACTS = ['stage-variables'] as const;

/** API Gateway: the variables of the stages of REST, HTTP and WebSocket APIs, redacted. */
export const stageVariables: Source = {
  part: 'stageVariables',
  file: 'stages.json',
  marks: ['item', 'Items'],
  listing: () => '',
  arn: ({ Arn }) => Arn,
  facts: FACTS,
  keep: keepStages,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseStages,
};
