import type { AwsClients } from '../aws/clients.ts';
import type { Fact } from '../core/model/facts.ts';
import type { SourceGap } from '../core/model/gap.ts';
import type { User } from '../core/model/principal.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import type { Manifest, Part } from '../ports/account-export.ts';
import type { Progress } from '../ports/progress.ts';
import type { Hints } from './iam/hints.ts';
import type { Rota } from './rota.ts';

/** What a live read needs to know of the account and of the night. */
export interface LiveContext {
  /** 12 digits. */
  readonly account: string;
  readonly partition: string;
  /** Regions to read. */
  readonly regions: readonly string[];
  /** The Region that global services are asked in. */
  readonly home: string;
  readonly clients: AwsClients;
  readonly progress: Progress;
  /** Every user that IAM's details or the credential report name. */
  readonly users: readonly { readonly name: string; readonly arn: string }[];
  /** ARNs of the users and roles whose details were read. */
  readonly principals: readonly string[];
  /** What bulk reads tell of them, so that nobody is asked in vain. */
  readonly hints: Hints;
  /** ARNs of the secrets that have a policy of their own: copies and those scheduled for deletion left out; null: none was listed. */
  readonly secrets: readonly string[] | null;
  /** Whose turn it is tonight, for reads that have no bulk call. */
  readonly rota: Rota;
  readonly sleep: (ms: number) => Promise<void>;
  /** What another source reads, for one whose questions follow from it. Two may not wait for each other. */
  readonly partOf: (source: Pick<Source, 'part'>) => Promise<Part>;
}

/** What a source needs to know of the account to say whose its items are. */
export interface Known {
  /** Users whose details were read, by name. */
  readonly users: ReadonlyMap<string, User>;
  /** The role of each instance profile, ARN by ARN. */
  readonly profiles: ReadonlyMap<string, string>;
  /** The details of users and roles. */
  readonly authorization: Pick<Part, 'status' | 'missing' | 'origin'>;
}

/** The lists of a snapshot that a source may add to. */
export const TOLD = [
  'credentials',
  'workloads',
  'identityProviders',
  'serviceAccess',
  'resourcePolicies',
] as const;

/** What the items of a part mean. */
export interface Parsed extends Partial<Pick<Snapshot, (typeof TOLD)[number] | 'organization'>> {
  readonly gaps: readonly SourceGap[];
}

/**
 * A kind of thing that AWS lists and that stands by itself: its file, its live read and its meaning, in one folder.
 * Registered in {@link SOURCES}, it is swept, collected and read from files.
 */
export interface Source {
  /** Its part of an export and of the manifest: `taskDefinitions`. */
  readonly part: string;
  /** The file that AWS's CLI would write: `task-definitions.json`. */
  readonly file: string;
  /** The list inside the CLI's object; absent when the object itself is the item. */
  readonly list?: string;
  /** Fields of which every item has at least one. */
  readonly marks: readonly string[];
  /** What an item's listing is of: answers follow each other as pages only within one listing. */
  readonly listing: (item: Readonly<Record<string, unknown>>) => string;
  /** Where an item says whose it is; undefined when it does not. */
  readonly arn: (item: Readonly<Record<string, unknown>>) => unknown;
  /** What it tells, and what is hidden when it is missing: a source of nothing would count as one that was read. */
  readonly facts: readonly [Fact, ...Fact[]];
  /**
   * Takes from an item what is kept of it, every value that may be secret redacted. Kept items stay as they are.
   * Nothing else of an item is ever stored.
   */
  readonly keep: (item: Readonly<Record<string, unknown>>) => Promise<unknown>;
  readonly read: (live: LiveContext) => Promise<Part>;
  readonly parse: (part: Part, manifest: Manifest, known?: Known) => Parsed;
}
