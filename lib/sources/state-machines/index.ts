import type { Source } from '../source.ts';
import { keepStateMachine } from './keep.ts';
import { parseStateMachines } from './parse.ts';

const FACTS = ['state-machines'] as const;

/** Step Functions: what a definition holds as a literal, by its JSON path, redacted. */
export const stateMachines: Source = {
  part: 'stateMachines',
  file: 'state-machines.json',
  marks: ['stateMachineArn'],
  listing: () => '',
  arn: ({ stateMachineArn }) => stateMachineArn,
  facts: FACTS,
  keep: keepStateMachine,
  // Loaded when it is called: reading files needs no SDK.
  read: async (live) => (await import('./live.ts')).readLive(live),
  parse: parseStateMachines,
};
