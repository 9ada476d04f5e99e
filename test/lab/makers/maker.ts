import type { Control } from '../control.ts';
import type { labClient } from '../lab.ts';
import type { WorldConfiguration } from '../world.ts';

export interface Making {
  /** 12 digits. */
  readonly account: string;
  /** Milliseconds since 1970: the moment that ages count from. */
  readonly now: number;
  /** What only time can make. */
  readonly control: Control;
}

/**
 * Makes one thing in the lab by AWS's API.
 * @param config for the SDK's clients
 * @returns the id that a sweep gives the credential: most often an ARN
 */
export type Maker = (
  config: ReturnType<typeof labClient>,
  wanted: WorldConfiguration,
  making: Making,
) => Promise<string | undefined>;
