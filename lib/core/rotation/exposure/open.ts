/** A leak that was contained, and that nobody has seen closed. */
export interface OpenExposure {
  /** The plan that contained it. */
  readonly rotation: string;
  readonly credential: string;
  readonly principal: string;
  /** 12 digits. */
  readonly account: string;
  /** Milliseconds since the epoch at which it was begun to be contained. */
  readonly at: number;
}
