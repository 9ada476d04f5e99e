import { createHash } from 'node:crypto';
import { canonical } from '../evidence/digest.ts';
import type { Looks } from './exposure/looks.ts';
import type { Database } from './kinds/database.ts';
import type { Issuer } from './kinds/issuer.ts';
import type { ProvableService } from './kinds/service.ts';
import type { Durations, PlanKind } from './plan.ts';
import type { Probe, Redeploy, SeenAs, Shape, Target } from './where.ts';
import type { Window } from './windows.ts';

/** What an organisation decides about rotation: a section of its policy file, every part with a default. */
export interface RotationPolicy {
  /** Kinds of plan that a night begins by itself. Empty: it only proposes. */
  readonly unattended: readonly PlanKind[];
  /** Signs of a leak upon which contain begins by itself. Empty: every sign only proposes. */
  readonly autoContain: readonly LeakSign[];
  /** What a person must have approved, by kind of plan. */
  readonly approvals: Readonly<Record<PlanKind, readonly ('deactivate' | 'delete')[]>>;
  /** Milliseconds after a plan began to wait for an approval within which it is taken. */
  readonly approvalsWithin: number;
  /** Commands of their owners' own may be probes (`by: task`). Absent: none may. */
  readonly ownCommands?: true;
  /** When forward steps of rotate and retire may begin; null: always. */
  readonly window: Window | null;
  /** Milliseconds. */
  readonly durations: Durations;
  readonly caps: Caps;
  /** When a contained leak that is not over is looked into without a person. Absent: as DEFAULT_LOOKS has it. */
  readonly looks?: Looks;
  /** ARNs of principals that nothing here ever denies, deactivates or deletes. */
  readonly breakGlass: readonly string[];
  readonly credentials: readonly DeclaredCredential[];
}

/** AWS Health, GuardDuty, or a quarantine policy that AWS itself attached: nobody else's word is enough. */
export const LEAK_SIGNS = ['health', 'guardduty', 'quarantine'] as const;
export type LeakSign = (typeof LEAK_SIGNS)[number];

/** The most plans that may be under way before quarantine, and the most that contain may begin. */
export interface Caps {
  /** Begun within 24 hours. */
  readonly night: number;
  readonly account: number;
  readonly owner: number;
  /** Contain's own, an hour and account. */
  readonly containAnHour: number;
}

/** Where one credential lies and who depends on it, as people have reviewed it. */
export interface DeclaredCredential {
  /**
   * Access key id, or ARN of a user: then whichever key of the user is meant; of a database user, of a third party's
   * token, and of what its own function rotates, the ARN of its secret. With a `service`: the id of what IAM made for that, or the ARN of its user.
   */
  readonly credential: string;
  /** ARNs of those who wrote this down: none of them may approve its plans. */
  readonly authors: readonly string[];
  /** The secret whose AWSCURRENT version holds the value. */
  readonly store: Store;
  /** Of a database user: its server, and whom it takes turns with. */
  readonly database?: Database;
  /** Of a third party's token: the bridge that makes it. */
  readonly issuer?: Issuer;
  /** Of what IAM made for one service. */
  readonly service?: DeclaredService;
  /** Regions in which it is used, beside that of the store. */
  readonly regions: readonly string[];
  readonly copies: readonly DeclaredCopy[];
  readonly dependents: readonly DeclaredDependent[];
  /** Milliseconds; null: the policy's. Longer than the longest gap between two uses. */
  readonly watch: number | null;
  readonly quarantine: number | null;
}

export interface DeclaredService {
  readonly name: ProvableService;
  /** Of CodeCommit: one that its user may pull, by which a new password is proved. */
  readonly repository?: string;
  /** Days after which a new API key ends; absent: it lives as long as the old one was made to. */
  readonly days?: number;
}

export interface Store {
  /** ARN. */
  readonly secret: string;
  readonly shape: Shape;
  readonly replicas: readonly string[];
  /** ARN of the deployment's function that the secret's own rotation calls; absent: none of ours does. */
  readonly servedBy?: string;
  /** ARN of the function that makes its values, which the secret's own rotation calls; absent: they are made here. */
  readonly rotatedBy?: string;
  /** With that function the value before still logs in once there is a new one; else there is no way back. */
  readonly keepsOld?: boolean;
}

export interface DeclaredCopy {
  readonly id: string;
  readonly target: Target;
  /** The old value can be put back. Without: published last and alone, needs approval, and is only repaired forward. */
  readonly wayBack: boolean;
}

export interface DeclaredDependent {
  readonly name: string;
  readonly environment: string | null;
  readonly owner: string | null;
  /** Id of a copy, or `store`. */
  readonly reads: string;
  readonly probes: readonly Probe[];
  /** Milliseconds that it needs to take a new value; null: the policy's, or none beside its redeployment. */
  readonly refresh: number | null;
  /** It takes a value only when its tasks start: they are started anew. Absent: it takes it by itself. */
  readonly redeploy?: Redeploy;
  readonly seenAs: SeenAs | null;
  /** ARN of what was discovered and is meant by this; null: its name. */
  readonly arn: string | null;
}

/** The copy that a dependent reads when it reads the secret itself. */
export const STORE = 'store';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const DEFAULT_ROTATION: RotationPolicy = {
  unattended: [],
  autoContain: [],
  approvals: { rotate: ['delete'], retire: ['deactivate', 'delete'], contain: ['delete'] },
  approvalsWithin: 14 * DAY,
  window: null,
  durations: {
    lease: 20 * MINUTE,
    refresh: 2 * HOUR,
    watch: 7 * DAY,
    quarantine: 14 * DAY,
    drain: DAY,
    settle: 2 * MINUTE,
    patience: 4 * HOUR,
    parkAfter: 30 * DAY,
    poll: 5 * MINUTE,
  },
  caps: { night: 10, account: 5, owner: 2, containAnHour: 5 },
  breakGlass: [],
  credentials: [],
};

/** @returns sha256 of all of it, 64 hexadecimal digits: a plan made under another policy is another plan */
export function rotationPolicyVersion(policy: RotationPolicy): string {
  return createHash('sha256').update(canonical(policy)).digest('hex');
}
