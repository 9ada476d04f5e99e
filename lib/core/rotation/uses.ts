import ipaddr from 'ipaddr.js';
import type { Use } from './live.ts';
import type { Plan } from './plan.ts';

/** A call that CloudTrail shows. */
export interface UseEvent {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** An address, or the name of an AWS service; undefined: it is not told. */
  readonly source: string | undefined;
}

/** An event so near to IAM's last use is that use: the two clocks are not one, and both tell whole seconds. */
const EXPLAINS_MS = 60_000;

/** Both tell whole seconds, rounded down: a use may have been as late as this after what is told. */
const WITHIN_SECOND_MS = 999;

/**
 * IAM's last use and CloudTrail's events as one. What can't be told from a known dependent's call counts as one:
 * a use that no event explains (the data plane), a source that is no address, and every use while some dependent of
 * the plan is not known by its addresses.
 * @param lastUsed milliseconds since the epoch, by IAM; null: never
 * @param events since any moment before the watch, the newest of them
 * @param complete false: there were more, and nobody looked at whose they are
 */
export function useOf(
  plan: Plan,
  lastUsed: number | null,
  events: readonly UseEvent[],
  complete = true,
): Use {
  const moments = [...(lastUsed === null ? [] : [lastUsed]), ...events.map(({ at }) => at)];
  if (moments.length === 0) return { state: 'never' };
  const unexplained =
    lastUsed !== null && !events.some(({ at }) => Math.abs(at - lastUsed) <= EXPLAINS_MS) ? [lastUsed] : [];
  const unlooked = complete ? [] : [Math.max(...moments)];
  const theirs = events.filter((event) => mayBeKnown(plan, event)).map(({ at }) => at);
  const known = [...unexplained, ...unlooked, ...theirs];
  return {
    state: 'used',
    at: Math.max(...moments) + WITHIN_SECOND_MS,
    byKnownAt: known.length === 0 ? null : Math.max(...known) + WITHIN_SECOND_MS,
  };
}

/**
 * The use of a credential of which nothing tells but the sessions that are open at a look. It is told once in each half
 * of the shortest wait: a watch that began anew rests, and never ends while somebody is there.
 * @param sources addresses of the sessions; undefined: not shown
 */
export function openUse(plan: Plan, now: number, sources: readonly (string | undefined)[]): Use {
  if (sources.length === 0) return { state: 'never' };
  const { watch, drain } = plan.durations;
  const every = Math.max(1, Math.floor(Math.min(watch, drain) / 2));
  const at = Math.floor(now / every) * every;
  const isKnown = sources.some((source) => mayBeKnown(plan, { source }));
  return { state: 'used', at, byKnownAt: isKnown ? at : null };
}

function mayBeKnown({ dependents, where }: Plan, { source }: Pick<UseEvent, 'source'>): boolean {
  if (dependents.length === 0) return false;
  const address = source !== undefined && ipaddr.isValid(source) ? ipaddr.process(source) : undefined;
  if (address === undefined) return true;
  return dependents.some(({ id }) => {
    const sources = where.seenAs[id]?.sources ?? [];
    return sources.length === 0 || sources.some((range) => isIn(address, range));
  });
}

/** Whether it surely comes from one of these: an address that is not told, and a range that is none, match nothing. */
export function isFrom({ source }: Pick<UseEvent, 'source'>, sources: readonly string[]): boolean {
  if (source === undefined || !ipaddr.isValid(source)) return false;
  const address = ipaddr.process(source);
  return sources.some(
    (range) => (ipaddr.isValidCIDR(range) || ipaddr.isValid(range)) && isIn(address, range),
  );
}

/** Whether two ranges or addresses have one in common. */
export function overlap(one: string, other: string): boolean {
  const base = (range: string) => ({ source: range.split('/')[0] });
  return isFrom(base(one), [other]) || isFrom(base(other), [one]);
}

type Address = ReturnType<typeof ipaddr.process>;

/** A range that is none matches everything: it was meant to match something. */
function isIn(address: Address, range: string): boolean {
  if (ipaddr.isValidCIDR(range)) {
    const [base, bits] = ipaddr.parseCIDR(range);
    return address.kind() === base.kind() && address.match(base, bits);
  }
  return ipaddr.isValid(range) ? ipaddr.process(range).toString() === address.toString() : true;
}
