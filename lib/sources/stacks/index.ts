import { regionOf } from '../../core/model/arn.ts';
import type { Source } from '../source.ts';
import { keepStack } from './keep.ts';
import { parseStacks } from './parse.ts';

const FACTS = ['stacks'] as const;

/** CloudFormation stacks: what their parameters and outputs show in plain text, redacted. */
export const stacks: Source = {
  part: 'stacks',
  file: 'stacks.json',
  list: 'Stacks',
  marks: ['StackId'],
  listing: ({ StackId }) => regionOf(StackId),
  arn: ({ StackId }) => StackId,
  facts: FACTS,
  keep: keepStack,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseStacks,
};
