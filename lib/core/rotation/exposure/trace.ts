import type { Row } from '../ledger.ts';
import type { Plan } from '../plan.ts';
import type { ExposureFacts } from './judge.ts';

/** What IAM and CloudTrail tell of what leaked and of what it did: read as whoever looks at credentials. */
export type Trace = Pick<
  ExposureFacts,
  'keys' | 'denied' | 'sessions' | 'revoked' | 'moves' | 'made' | 'trailGaps'
>;

/** Nobody looked: nothing of it is known, and that it is not stands among what is missing. @param why as a text */
export function untraced(why: string): Trace {
  const nothing = { sessions: [], revoked: {}, moves: [], made: {} };
  return { ...nothing, keys: 'unknown', denied: 'unknown', trailGaps: [why] };
}

/** Of what only a server knows, IAM and CloudTrail tell nothing. */
export const UNTRACEABLE: Trace = { ...untraced(''), keys: [], trailGaps: [] };

/** With the Regions that nobody looked into, of what leaves events at all. @param unread as texts */
export function withUnread({ plan }: Pick<Row, 'plan'>, traced: Trace, unread: readonly string[]): Trace {
  if (!isTraceable(plan)) return traced;
  return { ...traced, trailGaps: [...traced.trailGaps, ...unread] };
}

/** What IAM did not make, it does not tell of. */
export function isTraceable({ where }: Pick<Plan, 'where'>): boolean {
  return where.database === undefined && where.issuer === undefined;
}
