import type { Instant } from './time.ts';

export type Confidence = 'high' | 'medium' | 'low';

/** The team or person who answers for a credential, with what binds them to it. */
export interface Owner {
  readonly name: string;
  /** Where the binding was read: `tag owner on user ci-deploy, in the roster`. */
  readonly evidence: string;
  readonly confidence: Confidence;
}

/** Somebody who has left, and still holds or answers for a credential. */
export interface Leaver {
  readonly email: string;
  readonly leftOn?: Instant;
  readonly evidence: string;
  readonly confidence: Confidence;
}

/** Who answers for a credential. A name that the roster does not know is a lead, not an owner. */
export interface Ownership {
  readonly owner: Owner | null;
  readonly leads: readonly Owner[];
  readonly leaver: Leaver | null;
  /** Set when the principal that carries the tags was not read: that none is named proves nothing. */
  readonly unread?: true;
}
