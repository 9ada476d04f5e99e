import { type Call, type FaultKind, faultOf } from './errors.ts';

/** Tells when a row of calls to one place is better given up. */
export interface Stopping {
  answered(): void;
  /** @returns whether the calls to come would fail like this one */
  failed(error: unknown): boolean;
}

/** Every other call to the same place fails for these. */
const FINAL: ReadonlySet<FaultKind> = new Set([
  'expired',
  'invalid-credentials',
  'region-off',
  'no-credentials',
]);
/** Each of them was retried already. */
const LOST_TO_STOP = 3;
/** So many refusals and not one answer: the permission is missing, and asking on would only cost calls. */
const DENIALS_TO_STOP = 5;

export function stopping(call: Call): Stopping {
  let answers = 0;
  let denials = 0;
  let lostInARow = 0;
  return {
    answered() {
      answers += 1;
      lostInARow = 0;
    },
    failed(error) {
      const { kind } = faultOf(error, call);
      if (FINAL.has(kind)) return true;
      if (kind === 'denied') denials += 1;
      if (kind === 'no-network' || kind === 'throttled') lostInARow += 1;
      return lostInARow >= LOST_TO_STOP || (answers === 0 && denials >= DENIALS_TO_STOP);
    },
  };
}
