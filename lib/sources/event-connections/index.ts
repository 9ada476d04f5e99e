import { regionOf } from '../../core/model/arn.ts';
import type { Source } from '../source.ts';
import { keepEventConnection } from './keep.ts';
import { parseEventConnection } from './parse.ts';

const FACTS = ['event-connections'] as const;

/** EventBridge connections: what events are sent to third parties with. */
export const eventConnections: Source = {
  part: 'eventConnections',
  file: 'connections.json',
  list: 'Connections',
  marks: ['ConnectionArn'],
  listing: ({ ConnectionArn }) => regionOf(ConnectionArn),
  arn: ({ ConnectionArn }) => ConnectionArn,
  facts: FACTS,
  keep: keepEventConnection,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseEventConnection,
};
