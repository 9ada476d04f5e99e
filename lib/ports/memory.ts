/**
 * What is kept from one night to the next, by name: a folder on a desk, a bucket or a table where it is deployed.
 * It takes text and gives it back; whether that text is to be believed is for who asked (lib/sources/memory).
 */
export interface Memory {
  /**
   * @param name lower-case letters, digits and dashes
   * @returns what was remembered last under that name; undefined when nothing was
   * @throws {InputError} when it can't be reached
   */
  recall(name: string): Promise<string | undefined>;
  /**
   * Takes the place of what was remembered under that name, wholly or not at all. Never a secret value.
   * @throws {InputError} when it can't be written
   */
  remember(name: string, json: string): Promise<void>;
}
