import type { Call } from './calls.ts';
import type { Fault } from './faults.ts';
import type { Mark } from './marks.ts';
import type { Approval, KeyId, Plan, VersionId } from './plan.ts';
import type { EffectId, StepId, TableId } from './step.ts';

/** Code reads rows of this protocol and of the one before. */
export const PROTOCOL = 1;

/** Where a row stands: the step that comes next, and the copy that a step of waves is at. */
export interface Place<Table extends TableId = TableId> {
  readonly table: Table;
  readonly step: StepId;
  readonly copy: number;
}

/** An effect that may be on its way: nobody else acts on the principal until it has committed or its lease ran out. */
export interface Intent {
  readonly effect: EffectId;
  readonly call: Call;
}

export type Ended = 'refused' | 'done' | 'restored' | 'blocked' | 'superseded';
export type State = 'going' | 'parked' | Ended;

/** Milliseconds since the epoch; null: has not happened. */
export interface Times {
  /** When the row came to its step. */
  readonly entered: number;
  /** Uses since then count: when the step was entered, or when its watch began anew. */
  readonly watchFrom: number;
  /** The watch that the first deactivation relied on: of the old key, in a rollback of the new one. */
  readonly vouched: number | null;
  readonly published: number | null;
  readonly deactivated: number | null;
}

/** Who asked for a plan and who has approved of it, by ARN as sts:GetCallerIdentity tells. */
export interface People {
  readonly requestedBy: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Those who wrote down where the credential lies and who depends on it: they approve of nothing here. */
  readonly authors: readonly string[];
  /** Milliseconds after a step was reached for which an approval of it is taken. */
  readonly approvalsWithin: number;
  readonly approvals: readonly { readonly what: Approval; readonly by: string; readonly at: number }[];
}

interface Common {
  readonly rotation: string;
  readonly protocol: number;
  readonly plan: Plan;
  readonly fence: number;
  /** Raised by every write: a write is conditional on rotation id, fence and this. */
  readonly seq: number;
  readonly state: State;
  readonly fault: Fault | null;
  readonly intent: Intent | null;
  /** Milliseconds since the epoch; null: nobody is acting. */
  readonly leaseUntil: number | null;
  /** Every effect whose intent was ever committed, with its subject: `publish:COPY`. */
  readonly opened: readonly string[];
  /** Effects whose lease ran out before they committed: each may still land. */
  readonly unresolved: readonly EffectId[];
  readonly newKey: KeyId | null;
  /** How many keys this plan has asked AWS for. */
  readonly creations: number;
  /** Keys of this principal that leaked. */
  readonly exposed: readonly KeyId[];
  readonly approved: readonly Approval[];
  /** Somebody asked for the old one back. */
  readonly abort: boolean;
  /** When dependents were first found ill; null: they are well, as far as is known. */
  readonly illSince: number | null;
  /** Since when the step waits for something that is neither time nor a person; absent or null: it does not. */
  readonly stuckSince?: number | null;
  /** The first and the newest failure of the step's call; absent or null: none since it last succeeded. */
  readonly failing?: Failing | null;
  /** By the id of a copy that can't be read back; absent: none was looked at yet. */
  readonly marks?: Readonly<Record<string, Mark>>;
  /** By dependent id: when our call to redeploy it was last answered, in milliseconds since the epoch; absent: none was. */
  readonly redeployed?: Readonly<Record<string, number>>;
  /** A key of ours that came from a creation whose answer was lost. */
  readonly orphan: KeyId | null;
  readonly times: Times;
  readonly contain: Containment | null;
  /** Absent: a night or an event began it. */
  readonly people?: People;
}

/** Milliseconds since the epoch. */
export interface Failing {
  readonly since: number;
  readonly last: number;
}

/** What a contain plan has reached. */
export interface Containment {
  /** `refused`: AWS would not take the Deny (too large): the end can't be called contained. */
  readonly deny: 'none' | 'asked' | 'refused';
  readonly seal: 'none' | 'sealed' | 'failed';
  /** Every key of the principal that must be refused, a superseded rotation's other key included. */
  readonly targets: readonly KeyId[];
  /** Versions that a superseded rotation had made, or an attempt at a successor whose value was lost. */
  readonly versions: readonly VersionId[];
  /** Keys of such attempts. */
  readonly formers: readonly KeyId[];
  /** What each dependent was given instead; null: nothing yet. */
  readonly replaced: Readonly<Record<string, KeyId | null>>;
}

/** Before the point of no return: every table may follow. */
export interface ReversibleRow extends Common {
  readonly noReturn: false;
  readonly place: Place;
  /** Where a detour goes back to. */
  readonly back: Place | null;
}

/** The delete intent is committed: there is no way back, so no place of a rollback can be written down. */
export interface FinalRow extends Common {
  readonly noReturn: true;
  readonly place: Place<ForwardTable>;
  readonly back: Place<ForwardTable> | null;
}

export type Row = ReversibleRow | FinalRow;
export type ForwardTable = Exclude<TableId, 'rollback' | 'restore' | 'revive' | 'undo'>;

export function isEnded(row: Row): boolean {
  return row.state !== 'going' && row.state !== 'parked';
}
