import { regionOf } from '../../core/model/arn.ts';
import type { Source } from '../source.ts';
import { keepGlueConnection } from './keep.ts';
import { parseGlueConnection } from './parse.ts';

const FACTS = ['glue-connections'] as const;

/** Glue connections that keep a password of their own, without it. */
export const glueConnections: Source = {
  part: 'glueConnections',
  file: 'glue-connections.json',
  list: 'ConnectionList',
  marks: ['ConnectionType', 'ConnectionProperties'],
  listing: ({ Arn, Region }) => regionOf(Arn) || String(Region),
  arn: ({ Arn }) => Arn,
  facts: FACTS,
  keep: keepGlueConnection,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseGlueConnection,
};
