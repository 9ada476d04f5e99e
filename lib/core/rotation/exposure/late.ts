import type { Row } from '../ledger.ts';
import type { Switch } from '../switch.ts';
import { isTraceable } from './trace.ts';

/** What came of denying sessions that CloudTrail told of after contain had looked. */
export interface LateRevocation {
  /** Why nothing more was done, as a text; null: nothing stood against it. */
  readonly held: string | null;
  /** What was denied. */
  readonly revoked: readonly RevokedRole[];
  /** What AWS did not take. */
  readonly failed: readonly (RevokedRole & { readonly because: string })[];
}

export interface RevokedRole {
  /** ARN. */
  readonly role: string;
  /** Access key ids of the sessions. */
  readonly sessions: readonly string[];
}

/**
 * Why nothing is revoked now; null: it may be. It goes on with what a contain did: only once that has come to its sessions,
 * and as long as its switch lets it go forward.
 */
export function heldBack({ plan, opened }: Pick<Row, 'plan' | 'opened'>, contain: Switch): string | null {
  if (!isTraceable(plan)) return 'what leaked has no sessions of roles';
  if (!opened.includes('denySessions')) return 'its plan has not come to sessions yet';
  switch (contain) {
    case 'run':
      return null;
    case 'unreadable':
      return 'nobody knows how the contain switch stands, which is taken for pause';
    case 'pause':
    case 'freeze':
      return `the contain switch is on ${contain}`;
  }
}
