import type { Credential, LastUse } from '../../model/credential.ts';
import type { Subject } from '../../model/estate.ts';
import type { SourceGap } from '../../model/gap.ts';
import type { Dependence } from '../../trust/dependence.ts';
import type { Spoke } from '../accounts.ts';
import type { Contained } from '../contain-cap.ts';
import type { CredentialKindId, Described } from '../kinds/abilities.ts';
import type { TurnFacts } from '../kinds/turns.ts';
import type { Row } from '../ledger.ts';
import type { Known } from '../live.ts';
import type { KeyId, PlanKind, Served, VersionId } from '../plan.ts';
import type { DeclaredCredential, RotationPolicy } from '../policy.ts';
import type { ServiceFacts } from './services.ts';

/** A key of the user, as IAM tells it now. */
export interface SlotFact {
  readonly id: KeyId;
  readonly status: 'Active' | 'Inactive';
  readonly lastUsed: LastUse;
}

/** The secret that stores the value, as Secrets Manager tells of it now; never its value. */
export interface StoreFacts {
  readonly arn: string;
  readonly current: VersionId | null;
  readonly pending: VersionId | null;
  /** Another rotation is configured on it. */
  readonly rotates: boolean;
  /** ARN of the function that it calls, or called before it was turned off; null: none. */
  readonly rotatedBy: string | null;
  /** The AWS service that manages it. */
  readonly owningService: string | null;
  /** The Region that it is a copy of. */
  readonly primaryRegion: string | null;
  /** Scheduled for deletion. */
  readonly deleted: boolean;
}

/** Everything that a plan is made from. */
export interface PlanFacts {
  readonly kind: PlanKind;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly partition: string;
  /** 12 digits. */
  readonly account: string;
  /** The Region that stands in a plan whose credential is stored nowhere. */
  readonly home: string;
  readonly subject: Subject;
  readonly declared: DeclaredCredential | undefined;
  readonly dependence: Dependence;
  readonly slots: Known<readonly SlotFact[]>;
  /** What else its user proves itself with, Active, of other kinds; absent: not known. */
  readonly siblings?: readonly Credential[];
  /** Of a database user: what its server tells. */
  readonly turns?: Known<TurnFacts>;
  /** `none`: there is no such secret. null: no store is declared. */
  readonly store: Known<StoreFacts | 'none'> | null;
  readonly policy: RotationPolicy;
  /** By the name of a dependent that is redeployed: its service. Absent: nobody asked. */
  readonly services?: Readonly<Record<string, Known<ServiceFacts | 'none'>>>;
  /** ARNs of the services that the deployment may redeploy, and of the task definitions that it may run; absent: that is not known. */
  readonly redeployable?: readonly string[];
  /** Plans that are not over, as the ledger tells. */
  readonly open: Known<readonly Row[]>;
  /** How many plans had ever begun when these were read; absent: nobody knows. No plan begins beside a later one that it does not know of. */
  readonly begun?: number;
  /** Contains that began within the last hour, ended ones too. */
  readonly contained: Known<readonly Contained[]>;
  /** Accounts of an organisation in which plans may be carried out; empty or absent: in the deployment's own alone. */
  readonly spokes?: Known<readonly Spoke[]>;
  /** What could not be read and may hide a user or a holder of this credential. */
  readonly gaps: readonly SourceGap[];
  /** ARN of who asks; null: a night does. */
  readonly requester: string | null;
  /** Other credentials of the same principal that leaked too; absent: nobody knows. */
  readonly suspects?: readonly KeyId[] | undefined;
  /** Secrets Manager asks for it; absent: it does not. */
  readonly served?: Served;
}

/** Which credential of which principal a plan is about, in the plan's own words. */
export interface Aim {
  readonly kind: CredentialKindId;
  readonly id: KeyId;
  readonly principal: string;
}

/** The same facts once it is known what they are about. */
export type KeyFacts = PlanFacts & { readonly aim: Aim };

/** By what its abilities are told, before there is a plan. */
export function described({ aim, declared }: Pick<KeyFacts, 'aim' | 'declared'>): Described {
  const issuer = declared?.issuer;
  return { credentialKind: aim.kind, ...(issuer === undefined ? {} : { where: { issuer } }) };
}

/** Why there is no plan, and what to do about it; both for people. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly because: string;
  readonly todo: string;
}

export type RefusalCode =
  | 'root'
  | 'not-an-access-key'
  | 'unprovable'
  | 'no-turns'
  | 'break-glass'
  | 'own-key'
  | 'ownerless'
  | 'leaver'
  | 'in-rotation'
  | 'key-gone'
  | 'key-inactive'
  | 'second-key'
  | 'no-store'
  | 'store-gone'
  | 'store-managed'
  | 'store-replica'
  | 'store-rotates'
  | 'own-function'
  | 'stray-pending'
  | 'no-current-version'
  | 'no-dependents'
  | 'no-probe'
  | 'managed-copy'
  | 'service-gone'
  | 'service-elsewhere'
  | 'service-not-granted'
  | 'own-command'
  | 'undeclared'
  | 'known-dependents'
  | 'no-exposure'
  | 'exposed'
  | 'more-copies'
  | 'cap'
  | 'not-opted-in'
  | 'old-workers'
  | 'other-account'
  | 'unknown';

export function refusal(code: RefusalCode, because: string, todo: string): Refusal {
  return { code, because, todo };
}
