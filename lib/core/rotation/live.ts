import type { KeyId, VersionId } from './plan.ts';
import type { Switch } from './switch.ts';

/** What could not be read: never a reason to go forward, and nothing is deleted on it. */
export type Known<T> = T | 'unknown';

export interface KeyFact {
  readonly id: KeyId;
  readonly status: 'Active' | 'Inactive';
  /** Who made it, by CloudTrail's CreateAccessKey record: `ours` when its session issuer is the issuer role. */
  readonly maker: 'ours' | 'other' | 'unknown';
}

/** IAM's last use and CloudTrail together: known only when both could be read. */
export type Use =
  | { readonly state: 'never' }
  | {
      readonly state: 'used';
      readonly at: number;
      /** The newest use by a dependent that the plan knows; null: none. */
      readonly byKnownAt: number | null;
    }
  | { readonly state: 'unknown' };

/** Of a dependent that takes a value only when it starts: what runs of it. */
export interface Deployment {
  /** Milliseconds since the epoch, by AWS's clock: nothing of it is older. */
  readonly began: number;
  /** `steady`: it runs alone · `underWay`: what was there before may still run · `failed`: it did not come up. */
  readonly state: 'steady' | 'underWay' | 'failed';
}

export type Health = 'well' | 'ill' | 'unknown';
export type Proof = 'works' | 'refused' | 'unknown';

/** Version ids by label; null: no version has it. */
export interface SecretLabels {
  readonly current: VersionId | null;
  readonly pending: VersionId | null;
}

/** What an effect re-reads just before its call, and what every decision is made on. */
export interface Live {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly switch: Switch;
  readonly containSwitch: Switch;
  readonly keys: Known<readonly KeyFact[]>;
  readonly uses: Readonly<Record<KeyId, Use>>;
  readonly secret: Known<SecretLabels>;
  /** The key id that each copy holds, by copy id; null: something that is no key of this principal. See marks.ts. */
  readonly copies: Readonly<Record<string, Known<KeyId | null>>>;
  /** What the outside shows of each copy that can't be read back, by copy id; null: it is not there. */
  readonly signs?: Readonly<Record<string, Known<string | null>>>;
  /** By dependent id: each probed N times, with the credential that it holds. */
  readonly dependents: Readonly<Record<string, Health>>;
  /** By the id of a dependent that is redeployed: the newest that was begun, by whomever. */
  readonly deployments?: Readonly<Record<string, Known<Deployment>>>;
  /** N consecutive answers in each Region in use, by key id. Never asked for a watched key. */
  readonly proofs: Readonly<Record<KeyId, Proof>>;
  readonly denied: Known<Denied>;
  /** The key of the successor's principal; null: there is none. */
  readonly successor: Known<KeyId | null>;
  readonly gates: Gates;
}

/** What stands against the principal. `full`: a Deny on everything; `sessionsBefore`: a Deny on sessions older than it. */
export interface Denied {
  readonly full: boolean;
  readonly sessionsBefore: number | null;
}

/** What preflight asks of the world around the credential. */
export interface Gates {
  readonly owner: Known<boolean>;
  readonly window: Known<boolean>;
  /** No other rotation configured on the secret. */
  readonly soleRotation: Known<boolean>;
  readonly storeWritable: Known<boolean>;
  /** Each dependent's old value can be restored, or an approver has accepted that it can't. */
  readonly wayBack: Known<boolean>;
}
