import { NotCalledError } from '../../../aws/rotation/outcome.ts';
import type { Row } from '../../../core/rotation/ledger.ts';
import type { KeyId } from '../../../core/rotation/plan.ts';
import type { KindHands, Value } from '../kinds/kind.ts';
import type { Gateways } from './gateways.ts';
import type { HandsPorts } from './ports.ts';

/** What one invocation holds in its memory: the values of what it made, and nothing else ever. */
export type Held = Map<KeyId, Value>;

/** What one call has to work with. */
export interface Hand {
  readonly ports: HandsPorts;
  readonly gateways: Gateways;
  /** Of the plan's kind of credential. */
  readonly kind: KindHands;
  readonly held: Held;
  readonly row: Row;
}

export function secretOf({ plan }: Row): string {
  if (plan.secret === null) throw new NotCalledError('the plan names no secret');
  return plan.secret.arn;
}
