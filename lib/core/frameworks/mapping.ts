/** A control or technique that a detector speaks to, and why. */
export interface Mapping {
  readonly id: string;
  readonly because: string;
}
