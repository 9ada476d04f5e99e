import type { RotationHands } from '../../../ports/rotation.ts';
import { makeCall } from './call.ts';
import type { Held } from './hand.ts';
import { look } from './look.ts';
import type { HandsPorts } from './ports.ts';

export type { HandsPorts } from './ports.ts';

/** The hands of one invocation, over AWS. The values of keys that they make die with them. */
export function hands(ports: HandsPorts): RotationHands {
  const held: Held = new Map();
  return {
    look: (row) => look(ports, row),
    call: (row, call) => makeCall(ports, held, row, call),
  };
}
