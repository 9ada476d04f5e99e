import { createHash } from 'node:crypto';
import { canonical } from '../evidence/digest.ts';
import type { CredentialKindId } from './kinds/abilities.ts';
import type { Where } from './where.ts';

export type PlanKind = 'rotate' | 'retire' | 'contain';
export type KeyId = string;
export type VersionId = string;

/** Milliseconds, every one a value of the policy: days in production, seconds in the lab, ticks in the exploration. */
export interface Durations {
  /** Longer than function timeout + SDK retries + AWS's own processing + clock skew: how long an effect may be on its way. */
  readonly lease: number;
  /** How long a copy's readers need to take what was published, its replicas included. */
  readonly refresh: number;
  /** How long the old credential must stay quiet while it is still Active: more than the lag of last use. */
  readonly watch: number;
  /** Soak and quarantine together: from deactivation to deletion, longer than the longest gap between uses. */
  readonly quarantine: number;
  /** How long nobody must use the new credential before a rollback deactivates it, and again before it deletes it. */
  readonly drain: number;
  /** IAM's and STS's own propagation, and what calls already sent may still do. */
  readonly settle: number;
  /** How long a forward step waits (proof, pause, CloudTrail) before it rolls back. */
  readonly patience: number;
  /** How long the old credential is watched before the plan parks. */
  readonly parkAfter: number;
  /** Between two looks at something that has no time of its own: a proof, a person, CloudTrail. */
  readonly poll: number;
}

/** A place that holds the value: a secret's AWSCURRENT is one copy, however many read it. */
export interface Copy {
  readonly id: string;
  readonly kind: 'secret' | 'copy';
  /** Nobody can read it back: what it holds is told by the ledger's mark. */
  readonly writeOnly?: true;
  /** A person writes it, and says so: nothing here ever does. */
  readonly byHand?: true;
}

export interface PlannedDependent {
  readonly id: string;
  /** The copy that it reads. */
  readonly copy: string;
  /** It takes a value only when it starts, and is started anew. */
  readonly redeployed?: true;
}

export interface Slot {
  readonly id: KeyId;
  readonly status: 'Active' | 'Inactive';
}

/** What will be done to a credential, as data. Never usage: a plan does not change because somebody used the key. */
export interface Plan {
  readonly kind: PlanKind;
  readonly credentialKind: CredentialKindId;
  readonly principal: string;
  readonly key: KeyId;
  readonly slots: readonly Slot[];
  readonly secret: { readonly arn: string; readonly version: VersionId } | null;
  /** In the order in which they are published, canary first; those without a way back last and alone. */
  readonly copies: readonly Copy[];
  readonly dependents: readonly PlannedDependent[];
  readonly approvals: readonly Approval[];
  readonly durations: Durations;
  readonly policyVersion: string;
  readonly where: Where;
  /** Absent: nobody but the ledger's own plans asked for it. */
  readonly served?: Served;
  /**
   * Keys of the same user that did not leak, where the one that did was Inactive already: contain leaves them alone, and
   * denies nothing to the user but its older sessions. Absent: everything of the user is taken away.
   */
  readonly spares?: readonly KeyId[];
}

/** A rotation that Secrets Manager asked of the deployment's own function: the id of the new version is AWS's to say. */
export interface Served {
  /** The ClientRequestToken of the request. */
  readonly version: VersionId;
  /** ARN of the function that the secret's rotation calls, as it is configured. */
  readonly by: string;
}

/** What a person must have said yes to. `users`: whoever was seen using the old credential, none of them known. */
export type Approval = 'deactivate' | 'delete' | 'users';

/** Whether contain takes away nothing but what leaked. */
export function sparing({ spares = [] }: Pick<Plan, 'spares'>): boolean {
  return spares.length > 0;
}

/** By what a command names the credential of a plan: what IAM does not know, and what its own function rotates, by its secret. */
export function credentialName({ key, where, secret }: Pick<Plan, 'key' | 'where' | 'secret'>): string {
  if (where.rotatedBy !== undefined && secret !== null) return secret.arn;
  return where.database?.secret ?? where.issuer?.secret ?? key;
}

/** What a person can be asked for: an approval, or that they put a value into a copy by hand. */
export type Asked = Approval | 'copy';

/** @returns sha256 of everything in the plan, 64 hexadecimal digits: `--apply` takes only this. */
export function planHash(plan: Plan): string {
  return createHash('sha256').update(canonical(plan)).digest('hex');
}
