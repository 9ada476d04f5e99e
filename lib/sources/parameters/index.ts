import { regionOf } from '../../core/model/arn.ts';
import type { Source } from '../source.ts';
import { keepParameter } from './keep.ts';
import { parseParameters } from './parse.ts';

const FACTS = ['parameters'] as const;

/** SSM parameters that are not encrypted, their values redacted. */
export const parameters: Source = {
  part: 'parameters',
  file: 'parameters.json',
  list: 'Parameters',
  marks: ['ARN', 'Name'],
  listing: ({ ARN }) => regionOf(ARN),
  arn: ({ ARN }) => ARN,
  facts: FACTS,
  keep: keepParameter,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseParameters,
};
