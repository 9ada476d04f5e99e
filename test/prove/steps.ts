import type { Tables } from '../../lib/core/rotation/tables.ts';
import type { Blur, World } from './world.ts';

/** One thing that can happen next. */
export interface Step {
  readonly label: () => string;
  readonly world: World;
  readonly wrongs: readonly string[];
  /** false: nobody may count on it, so no end may depend on it. */
  readonly hoped?: boolean;
  /** A person says something: no repair may count on it. */
  readonly people?: boolean;
}

export interface Rules {
  readonly tables: Tables;
  /** What may be unread or stale in a look; everything when absent. */
  readonly blurs?: readonly Blur[];
}
