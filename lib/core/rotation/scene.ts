import type { Row } from './ledger.ts';
import type { Live } from './live.ts';
import type { KeyId } from './plan.ts';

/** What a guard is asked about. */
export interface Scene {
  readonly row: Row;
  readonly live: Live;
  /** The key whose value this invocation has in its memory; null after any crash. */
  readonly memory: KeyId | null;
  /** The row that this invocation wrote with its intent; null while it decides. */
  readonly intended: Row | null;
}

export type Answer = 'yes' | 'no' | 'unknown';
export type Guard = (scene: Scene) => Answer;
