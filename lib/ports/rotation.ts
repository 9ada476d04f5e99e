import type { Spoke } from '../core/rotation/accounts.ts';
import type { Call } from '../core/rotation/calls.ts';
import type { Contained } from '../core/rotation/contain-cap.ts';
import type { Answered } from '../core/rotation/invocation.ts';
import type { Row } from '../core/rotation/ledger.ts';
import type { Health, Known, Live, Proof } from '../core/rotation/live.ts';
import type { KeyId, Plan, VersionId } from '../core/rotation/plan.ts';
import type { ProofAsked } from '../core/rotation/proofs.ts';
import type { Switch } from '../core/rotation/switch.ts';

/** The durable record of every plan's execution: the truth that each step and the reconciler read. */
export interface RotationLedger {
  /**
   * Strongly consistent.
   * @returns undefined when nobody began it
   * @throws {RowError} when what is stored is no row that this code reads
   */
  read(rotation: string): Promise<Row | undefined>;
  /** The next fence of a principal, higher than any that it had. One that is not used is left out, and does no harm. */
  fence(principal: string): Promise<number>;
  /** The plan that holds the principal's fence, or the last that did: what contain supersedes. */
  latest(principal: string): Promise<Row | undefined>;
  /**
   * One transaction: the row, and every claim that must be free.
   * @param begun as {@link OpenRows} told it, when what is open decided about this; absent: it did not
   * @returns false when a claim is somebody else's, or another plan has begun since: then nothing is written
   */
  begin(row: Row, claims: readonly string[], begun?: number): Promise<boolean>;
  /**
   * One transaction: contain's row, the fences it takes, its place under the cap, and the end of the plan that had them.
   * @param expected the plan that holds the fences, as it was read; null: nobody
   * @param contained the place, and since when it is taken: one that was free then
   * @returns false when that plan has moved since, or somebody took the place: read both and try again
   */
  supersede(
    row: Row,
    claims: readonly string[],
    expected: Row | null,
    contained: Contained,
  ): Promise<boolean>;
  /** Contains of the last hour at least, ended ones too. Strongly consistent. */
  contained(account: string): Promise<readonly Contained[]>;
  /** Conditional on rotation id, fence and seq of what was read. An end gives the claims back. */
  write(expected: Row, row: Row): Promise<boolean>;
  /** Rows that are not over: those that go on, are parked, or ended while an effect of theirs may still land. */
  open(): Promise<OpenRows>;
}

/** What an account of an organisation may see of the ledger by itself. */
export interface AccountPlans {
  openOf(account: string): Promise<Omit<OpenRows, 'spokes' | 'begun'>>;
}

export interface OpenRows {
  readonly rows: readonly Row[];
  /** Rotations of which nobody knows how they stand. They are told, and nothing is done about them. */
  readonly unreadable: readonly { readonly rotation: string; readonly cause: unknown }[];
  /** Contains of the last hour at least, of every account, ended ones too. */
  readonly contained: readonly Contained[];
  /** Accounts of an organisation in which plans may be carried out; empty: in the deployment's own alone. */
  readonly spokes: readonly Spoke[];
  /** How many plans had ever begun upon what was open, before any of these was read. */
  readonly begun: number;
}

/** What is stored of a rotation is no row that this code reads. Its message names the rotation and the fields, no value. */
export class RowError extends Error {
  constructor(rotation: string, problem: string) {
    super(
      `expected a row of rotation ${rotation}, got ${problem}: it was written by another version or by hand; deploy that version, or mend the row`,
    );
    this.name = 'RowError';
  }
}

/** A row as it was once written. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly row: Row;
}

export interface RotationHistory {
  /** Every row that was written, the oldest first. */
  of(rotation: string): Promise<readonly Moment[]>;
}

/** What one invocation may see and do. It has the new value in its memory, and loses it when it ends. */
export interface RotationHands {
  /** Everything a decision needs. What can't be read is `unknown`, never an error. */
  look(row: Row): Promise<Live>;
  /** @throws when nobody knows whether the call happened */
  call(row: Row, call: Call): Promise<Answered>;
}

/** What a look needs to know of, and no more: the probes of dependents take their time, and proofs are uses. */
export interface ProbeAsked {
  readonly plan: Plan;
  readonly proofs: readonly ProofAsked[];
  /** Ids of the plan's dependents. */
  readonly dependents: readonly string[];
  /** Ids of the plan's copies. */
  readonly copies: readonly string[];
  /** A version of the plan's secret that may hold nothing yet; absent: none is asked for. */
  readonly laidOut?: VersionId;
  /** Somebody was found ill by the look before: what is run to ask them is run anew. */
  readonly again?: boolean;
}

/** What is not told of something that was asked for is unknown. No value is in it. */
export interface Probed {
  readonly proofs: Readonly<Record<KeyId, Proof>>;
  readonly dependents: Readonly<Record<string, Health>>;
  /** The key id that a copy holds; null: something that is no key of that shape. */
  readonly copies: Readonly<Record<string, Known<KeyId | null>>>;
  /** What the outside shows of a copy that can't be read back; null: it is not there. */
  readonly signs?: Readonly<Record<string, Known<string | null>>>;
  /** Whether the version that was asked for holds a value; absent: none was. */
  readonly laidOut?: Known<'empty' | 'filled'>;
}

/** Everything for which the value must be read: by the prober's role, wherever that runs. */
export interface RotationProber {
  probe(asked: ProbeAsked): Promise<Probed>;
}

export type SwitchId = 'rotate' | 'contain';

export interface RotationSwitches {
  /** One that was never set is on `run`; one that can't be read is `unreadable`. */
  read(which: SwitchId): Promise<Switch>;
}

export interface RotationClock {
  /** Milliseconds since the epoch. */
  now(): number;
}
