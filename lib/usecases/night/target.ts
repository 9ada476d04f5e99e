import type { Connection } from '../../aws/connect.ts';
import type { Policy } from '../../core/model/policy.ts';
import type { Reach } from '../../core/nights/run.ts';
import type { Memory } from '../../ports/memory.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import type { TrailPlace } from '../../sources/trail/bucket-layout.ts';

/** One account in one run. */
export interface Target {
  readonly run: string;
  /** 12 digits. */
  readonly account: string;
  readonly partition: string;
  /** The Region that global services are asked in. */
  readonly home: string;
  /** Regions that are meant to be read, whether they can be or not. */
  readonly regions: readonly string[];
  readonly reach: Reach;
}

/** What a worker reads with. */
export interface Reading {
  readonly store: ObjectStore;
  /** The way to the target account, as whoever may read it. */
  readonly connection: Connection;
  readonly policy: Policy;
  /** Lower case: what leaked and who left; the last use of their keys must be of now. */
  readonly watched: ReadonlySet<string>;
  /** What a worker remembers of an account, or of one Region in it, from one run to the next. */
  readonly memory: (place: string) => Memory;
  /** Where a trail's files lie, and the way to them; absent: CloudTrail is asked key by key. */
  readonly trail?: TrailFiles | undefined;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
}

/** What a worker tells the state machine: counts only, never what was read. */
export interface Told {
  readonly items: number;
  readonly gaps: number;
}

/** The files of a trail: the same bucket for every account that writes to it. */
export interface TrailFiles {
  readonly place: TrailPlace;
  readonly bucket: Pick<ObjectStore, 'list' | 'read'>;
  /** How far back, today included. */
  readonly days: number;
}
