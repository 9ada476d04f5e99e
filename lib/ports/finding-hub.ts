import type { AsffFinding } from '../core/reports/asff/types.ts';

/** Security Hub in one Region. */
export interface FindingHub {
  /** Every finding of ours on the account that it holds, archived ones too. Failures are told, not thrown. */
  published(account: Account): Promise<HubReading>;
  /** Creates or updates findings by their id. Failures are told, not thrown. */
  send(findings: readonly AsffFinding[]): Promise<HubSending>;
}

export interface Account {
  /** 12 digits. */
  readonly account: string;
  readonly partition: string;
}

/** `off`: Security Hub is not enabled in this Region. `partial`: what was read before it failed is given. */
export type HubReading =
  | { readonly state: 'complete'; readonly findings: readonly AsffFinding[] }
  | {
      readonly state: 'partial';
      readonly findings: readonly AsffFinding[];
      readonly reason: string;
      readonly remedy: string;
    }
  | { readonly state: 'off' };

export interface HubSending {
  /** The findings that were not taken; all others were. */
  readonly failed: readonly HubFailure[];
  /** True when Security Hub is not enabled in this Region. */
  readonly off: boolean;
}

export interface HubFailure {
  /** The finding's ASFF Id. */
  readonly id: string;
  readonly code: string;
  /** One line. */
  readonly reason: string;
  /** What to do, in one line; absent when it is about the finding and not about the call. */
  readonly remedy?: string;
}
