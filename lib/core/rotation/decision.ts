import type { Call } from './calls.ts';
import type { Row } from './ledger.ts';
import type { EffectId } from './step.ts';

export type Decision =
  /** Nothing to do now. */
  | { readonly do: 'nothing'; readonly because: string }
  /** Only the ledger changes. */
  | { readonly do: 'write'; readonly row: Row }
  /** The row with its intent is written first; the call is made after everything was read again. */
  | { readonly do: 'call'; readonly row: Row; readonly effect: EffectId; readonly call: Call };

export function nothing(because: string): Decision {
  return { do: 'nothing', because };
}

export function write(row: Row): Decision {
  return { do: 'write', row };
}
