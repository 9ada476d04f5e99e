/** Hours of the week in which forward steps may begin. */
export interface Window {
  /** IANA name: `Europe/Berlin`. */
  readonly timeZone: string;
  /** 1 Monday … 7 Sunday. */
  readonly days: readonly number[];
  /** `HH:MM`, inclusive and exclusive. */
  readonly from: string;
  readonly until: string;
}
