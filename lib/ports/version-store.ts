/** One version of an object, or the mark that it was deleted. */
export interface Version {
  readonly key: string;
  readonly version: string;
}

/** The versions of all objects of a store, to be removed for good. */
export interface VersionStore {
  /** Pages of up to 1,000. */
  pages(): AsyncIterable<readonly Version[]>;
  /** @throws {Error} when one of them is still there */
  remove(versions: readonly Version[]): Promise<void>;
}
