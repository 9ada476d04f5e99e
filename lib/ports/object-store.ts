/** Keeps what a night reads and finds, by key. Nothing that is stored holds a secret value. */
export interface ObjectStore {
  /** @returns undefined when nothing has that key */
  read(key: string): Promise<Uint8Array | undefined>;
  /** Writes the whole object or nothing. */
  write(key: string, body: Uint8Array): Promise<void>;
  /**
   * Keys that begin with `prefix`, sorted.
   * @param most no more than so many, whichever come first; absent: all
   */
  list(prefix: string, most?: number): Promise<readonly string[]>;
}
