import type { RotationClients } from '../../../aws/rotation/limits.ts';
import type { Tables } from '../../../core/rotation/tables.ts';
import type { ObjectStore } from '../../../ports/object-store.ts';
import type { RotationClock, RotationProber, RotationSwitches } from '../../../ports/rotation.ts';

/** What the hands of one invocation work with. */
export interface HandsPorts {
  /** Of the role that the invocation runs as, in the account of the plan. */
  readonly clients: RotationClients;
  readonly clock: RotationClock;
  readonly prober: RotationProber;
  readonly switches: RotationSwitches;
  /** Where what is known of a leaked credential is sealed. */
  readonly evidence: ObjectStore;
  /** ARN of the issuer role: a key is ours when CloudTrail names it as its maker's. */
  readonly issuerRole: string;
  readonly tables?: Tables;
  /** Told of what could not be read or was not done, in words that hold no value. */
  readonly onTrouble?: (what: string, reason: string) => void;
}
