/** A control or technique that a detector speaks to, and why. */
export interface Mapping<Id extends string = string> {
  readonly id: Id;
  readonly because: string;
}
