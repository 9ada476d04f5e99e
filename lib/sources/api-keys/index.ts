import { regionOf } from '../../core/model/arn.ts';
import type { Source } from '../source.ts';
import { keepApiKey } from './keep.ts';
import { parseApiKey } from './parse.ts';

const FACTS = ['api-keys'] as const;

/** API Gateway keys, without their values. */
export const apiKeys: Source = {
  part: 'apiKeys',
  file: 'api-keys.json',
  list: 'items',
  marks: ['createdDate', 'stageKeys'],
  listing: ({ Arn, Region }) => regionOf(Arn) || String(Region),
  arn: ({ Arn }) => Arn,
  facts: FACTS,
  keep: keepApiKey,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseApiKey,
};
