import type { SignInGateway } from '../../../aws/rotation/sign-in.ts';
import type { Abilities } from '../../../core/rotation/kinds/abilities.ts';
import type { Issuer } from '../../../core/rotation/kinds/issuer.ts';
import type { Row } from '../../../core/rotation/ledger.ts';
import type { Denied, KeyFact, Proof, Use } from '../../../core/rotation/live.ts';
import type { KeyId } from '../../../core/rotation/plan.ts';
import type { UseEvent } from '../../../core/rotation/uses.ts';
import type { Shape, Where } from '../../../core/rotation/where.ts';
import type { RotationClock } from '../../../ports/rotation.ts';
import type { ServiceProofGateway } from '../../../remote/service-proof.ts';
import type { IssuerGateway } from '../../../remote/webhook-issuer.ts';
import type { Gateways } from '../hands/gateways.ts';

/** A credential with what proves it: for the memory of one invocation. */
export interface Value {
  readonly id: KeyId;
  /** Of a password that belongs to a name beside its id. */
  readonly userName?: string;
  readonly secret: string;
}

/** A slot of the principal that holds a credential. */
export interface Listed {
  readonly id: KeyId;
  readonly status: 'Active' | 'Inactive';
  readonly createdAt: Date | undefined;
}

/** What the hands of a kind work with, for one row as it was read or intended. */
export interface At {
  readonly gateways: Gateways;
  readonly row: Row;
  /** ARN of the role that makes what is ours. */
  readonly issuerRole: string;
  readonly clock: RotationClock;
  /** Told of what was tried beside a call, and not done. */
  readonly onTrouble?: (what: string, cause: unknown) => void;
}

/**
 * What can be seen of, and done to, the credentials of one principal. A write is sent once, and throws what
 * `outcomeOf` understands; a read throws when it could not be read.
 */
export interface KindHands {
  /** A principal that is gone has none. */
  list(): Promise<readonly Listed[]>;
  /** Who made one that neither the plan nor its row explains. */
  maker(listed: Listed): Promise<KeyFact['maker']>;
  use(id: KeyId): Promise<Use>;
  /**
   * Uses of a credential since a moment, in milliseconds since the epoch, with where they come from: the newest ones.
   * Absent: what this kind tells of uses has no addresses.
   */
  readonly sightings?: (id: KeyId, since: number) => Promise<readonly UseEvent[]>;
  denied(): Promise<Denied>;
  /** What takes the place of a contained credential and works; null: there is none. */
  successor(): Promise<KeyId | null>;
  /** Why no credential can be made now, as texts for people; empty: nothing stands against it. */
  ready(): Promise<readonly string[]>;
  /** In the slot that is free. */
  create(): Promise<Value>;
  /** All that must be there before a successor's credential is made; whatever an earlier attempt left goes. */
  readySuccessor(): Promise<void>;
  createSuccessor(): Promise<Value>;
  setStatus(id: KeyId, status: Listed['status']): Promise<void>;
  /** For good. */
  remove(id: KeyId): Promise<void>;
  denyAll(): Promise<void>;
  /** @param before milliseconds since the epoch: older sessions are denied */
  denySessions(before: number): Promise<void>;
  /** What is known of each credential before anything of it goes for good: plain data that holds no value. */
  evidence(now: number): Promise<readonly object[]>;
}

/** How a credential is proved. */
export interface ProvePorts {
  readonly signIn: SignInGateway;
  readonly services: ServiceProofGateway;
  /** The way to a bridge of reviewed configuration; asked for as often as there is to prove. */
  readonly bridge: (issuer: Issuer) => Promise<IssuerGateway>;
}

/** One kind of credential: everything that the hands know of it they ask here. */
export interface CredentialKind {
  readonly abilities: Abilities;
  /** What a plan calls its credential by: an id that stands in the value, or that of the version which holds it; absent: the value's. */
  readonly namedBy?: 'version';
  /** @returns undefined when the text has not the shape */
  valueIn(shape: Shape, text: string): Value | undefined;
  /**
   * The same text with another value in it; whatever else it holds stays.
   * @returns undefined when it has not the shape: nobody knows then what its readers would make of it
   */
  withValue(shape: Shape, text: string, value: Value): string | undefined;
  hands(at: At): KindHands;
  /** What is asked to prove a value: each, several times in a row. */
  proofs(value: Value, where: Where, ports: ProvePorts): readonly (() => Promise<Proof>)[];
}
