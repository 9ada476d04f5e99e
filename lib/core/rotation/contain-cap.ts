const HOUR = 3_600_000;

/** A contain that began, as the ledger keeps it for an hour, whatever became of it since. */
export interface Contained {
  /** 12 digits. */
  readonly account: string;
  /** Which of the places under the cap it took, from 0. */
  readonly place: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A place is free again from then on, and no sooner: milliseconds since the epoch. */
export function freeFrom({ at }: Pick<Contained, 'at'>): number {
  return at + HOUR;
}

/** @returns how many contains began in an account within the hour before `now`, ended ones too */
export function containedLately(contained: readonly Contained[], account: string, now: number): number {
  return contained.filter((each) => each.account === account && freeFrom(each) > now).length;
}

/**
 * The place under the cap that the next contain takes; two that begin at once can't both have it.
 * @returns null when as many as the cap lets began within the hour
 */
export function placeFor(
  contained: readonly Contained[],
  { account, cap, now }: { readonly account: string; readonly cap: number; readonly now: number },
): number | null {
  if (containedLately(contained, account, now) >= cap) return null;
  const taken = new Set(
    contained.filter((each) => each.account === account && freeFrom(each) > now).map(({ place }) => place),
  );
  const free = Array.from({ length: cap }, (_, place) => place).find((place) => !taken.has(place));
  return free ?? null;
}
