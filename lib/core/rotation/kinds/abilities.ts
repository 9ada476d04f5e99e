import type { Plan } from '../plan.ts';
import type { Where } from '../where.ts';

/** The kinds of credential that a plan can be about. */
export const CREDENTIAL_KINDS = [
  'iam-access-key',
  'database-user',
  'rotated-secret',
  'service-specific-credential',
  'third-party-token',
] as const;
export type CredentialKindId = (typeof CREDENTIAL_KINDS)[number];

/** What a kind can do and what it can't: what a plan may rely on. */
export interface Abilities {
  /** Credentials that may work beside each other. With one, a rotation takes the old one away from whoever holds it. */
  readonly slots: 1 | 2;
  /** What was deactivated works again, with the value that it had. */
  readonly revertible: boolean;
  /** A creation whose answer was lost may be asked for again, and leaves nothing beside. */
  readonly retrySafe: boolean;
  /** The old one works until it is deactivated. */
  readonly oldUsableAfter: boolean;
  /**
   * What tells of a use. `kept`: somebody keeps it, so that a use between two looks shows at the next ·
   * `sampled`: only what is under way while it is looked at · `none`: nothing tells.
   */
  readonly lastUsedSignal: 'kept' | 'sampled' | 'none';
  /** Who makes a new one, and takes the old one away: `us`, or a `function` of its own, which is only started. */
  readonly madeBy: 'us' | 'function';
}

export const ABILITIES: Readonly<Record<CredentialKindId, Abilities>> = {
  'iam-access-key': {
    slots: 2,
    revertible: true,
    // CreateAccessKey has no token: asked twice, it makes two.
    retrySafe: false,
    oldUsableAfter: true,
    lastUsedSignal: 'kept',
    madeBy: 'us',
  },
  // Two users that take turns. A single one has one slot: its old password is dead once there is a new one.
  'database-user': {
    slots: 2,
    revertible: true,
    // The other user is the same one whoever asks; its next password replaces the one that was lost.
    retrySafe: true,
    oldUsableAfter: true,
    lastUsedSignal: 'sampled',
    madeBy: 'us',
  },
  // A secret whose own rotation calls a function that is nobody's here. What it does to the old value, only it knows.
  'rotated-secret': {
    slots: 1,
    revertible: false,
    // RotateSecret takes the id of the version to make: asked twice, it is one rotation.
    retrySafe: true,
    oldUsableAfter: false,
    lastUsedSignal: 'none',
    madeBy: 'function',
  },
  // Two for each service of a user. Neither IAM nor CloudTrail tells which of the two made a call.
  'service-specific-credential': {
    slots: 2,
    revertible: true,
    // CreateServiceSpecificCredential has no token either.
    retrySafe: false,
    oldUsableAfter: true,
    lastUsedSignal: 'none',
    madeBy: 'us',
  },
  // By a bridge of its owner's own, which declares what it can do: this is the least that is taken.
  'third-party-token': {
    slots: 2,
    revertible: true,
    retrySafe: false,
    oldUsableAfter: true,
    lastUsedSignal: 'none',
    madeBy: 'us',
  },
};

/** What tells the abilities of a credential: its kind, and what was declared of its own. */
export type Described = Pick<Plan, 'credentialKind'> & { readonly where?: Pick<Where, 'issuer'> };

export function abilitiesOf({ credentialKind, where }: Described): Abilities {
  return { ...ABILITIES[credentialKind], ...where?.issuer?.abilities };
}

/**
 * Nothing ever tells of a use. A person's word then stands for the quiet that nobody can watch, and only for what can
 * be taken back: nothing is deleted.
 */
export function isUnseen(plan: Described): boolean {
  const { lastUsedSignal, madeBy } = abilitiesOf(plan);
  // What a function of its own takes away, no plan does.
  return lastUsedSignal === 'none' && madeBy === 'us';
}
