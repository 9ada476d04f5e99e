import type { InRotation } from '../rotation/in-rotation.ts';
import type { AccessKey, Credential } from './credential.ts';
import type { Dependent } from './dependent.ts';
import type { KnownAccount } from './organization.ts';
import type { Ownership } from './owner.ts';
import type { Exposure } from './people.ts';
import type { Snapshot } from './snapshot.ts';
import type { Usage } from './usage.ts';

/** What a principal can do by itself now. `unknown` names what would tell. */
export type Administrator =
  | { readonly verdict: 'yes' | 'no' | 'conditional'; readonly because: readonly string[] }
  | { readonly verdict: 'unknown'; readonly missing: string; readonly because?: readonly string[] };

/** A credential with all that the snapshot tells of it, joined once so that detectors stay small. */
export interface Subject<C extends Credential = Credential> {
  readonly credential: C;
  readonly ownership: Ownership;
  readonly environment: string | null;
  readonly administrator: Administrator;
  /** Reports that it leaked, oldest first: `--exposures`, and AWS's own quarantine policy on the user. */
  readonly exposures: readonly Exposure[];
  readonly usage: Usage | undefined;
  /** What shows that it reaches beyond its account, as texts: `account 444455556666 is trusted to assume it`. */
  readonly outside: readonly string[];
  readonly dependents: readonly Dependent[];
}

type Named = 'id' | 'kind' | 'principal' | 'status' | 'tags';

/** What is shown of a credential beside the findings on it: every {@link Subject} is one. */
export interface Shown {
  readonly credential: Pick<AccessKey, Named | 'userName'> | Pick<Exclude<Credential, AccessKey>, Named>;
  readonly ownership: Pick<Ownership, 'owner'>;
  readonly environment: string | null;
}

/** The enriched snapshot: what detectors read. */
export interface Estate {
  readonly snapshot: Snapshot;
  readonly subjects: readonly Subject[];
  /** Accounts that the policy file names. */
  readonly knownAccounts: readonly KnownAccount[];
  /** By credential id: what live plans explain. Absent: no ledger was at hand. */
  readonly inRotation?: ReadonlyMap<string, InRotation>;
}
