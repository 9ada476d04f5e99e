import { isSame } from './approver.ts';
import type { Switch } from './switch.ts';

/** A position that somebody may set. */
export type Position = Exclude<Switch, 'unreadable'>;

/** How a switch stands, and who says so. */
export interface SwitchTold {
  readonly position: Switch;
  /** ARNs of those who set it; empty: nobody ever did. */
  readonly by: readonly string[];
  /** Milliseconds since the epoch; null: nobody ever did. */
  readonly at: number | null;
  /** Somebody asks for a freeze, and waits for a second. */
  readonly asked: { readonly by: string; readonly at: number } | null;
}

export type SwitchChange =
  | { readonly state: 'set'; readonly position: Position; readonly by: readonly string[] }
  /** A freeze that waits for somebody else: the switch stands as it did. */
  | { readonly state: 'asked'; readonly by: string };

/** Milliseconds within which a second person must ask for the same freeze. */
export const FREEZE_WITHIN = 3_600_000;

/**
 * What comes of somebody's wish. A freeze stops the way back too, so two people must want it; all else needs one, or
 * nobody could end a freeze when it matters.
 * @param by ARN of the caller, as sts:GetCallerIdentity tells
 * @param at milliseconds since the epoch
 */
export function changeSwitch(told: SwitchTold, position: Position, by: string, at: number): SwitchChange {
  if (position !== 'freeze') return { state: 'set', position, by: [by] };
  if (told.position === 'freeze') return { state: 'set', position, by: told.by };
  const { asked } = told;
  const isSecond = asked !== null && at <= asked.at + FREEZE_WITHIN && !isSame(asked.by, by);
  return isSecond ? { state: 'set', position, by: [asked.by, by] } : { state: 'asked', by };
}
