import type { KeyTrailGateway, TrailEvent } from '../../../aws/rotation/key-trail.ts';
import type { Move } from '../../../core/rotation/exposure/moves.ts';
import { LONGEST_SESSION_MS, type MintedSession } from '../../../core/rotation/exposure/sessions.ts';
import type { KeyId } from '../../../core/rotation/plan.ts';

/** What CloudTrail tells of keys, of every session that they minted, and of every one that these have. */
export interface Traced {
  readonly sessions: readonly MintedSession[];
  readonly moves: readonly Move[];
  /** What was not read, as texts. */
  readonly gaps: readonly string[];
}

/** Somebody who mints more than these is told of as a gap, not followed for ever: CloudTrail takes two calls a second. */
const MOST_SESSIONS = 50;

export interface Following {
  readonly keys: readonly KeyId[];
  readonly regions: readonly string[];
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Of 50 events, that are read of each key in each Region at most; absent: as few as a look of a plan takes. */
  readonly pages?: number;
  /** Whether there is no time left: what was not followed by then is a gap. Absent: there is. */
  readonly isLate?: () => boolean;
}

/**
 * Never throws for what could not be read: that is a gap.
 */
export async function followSessions(
  trail: Pick<KeyTrailGateway, 'uses'>,
  { keys, regions, since, pages, isLate = () => false }: Following,
): Promise<Traced> {
  const sessions: MintedSession[] = [];
  const moves: Move[] = [];
  const gaps = new Set<string>();
  const seen = new Set(keys);
  const queue = [...keys];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const by = next;
    if (isLate()) {
      gaps.add(`what ${by} and later ones did: there was no time to follow them`);
      break;
    }
    const asked = regions.map(async (region) => {
      const { events, gap } = await eventsOf(trail, { region, by, since, pages });
      if (gap !== undefined) gaps.add(gap);
      return events;
    });
    const events = (await Promise.all(asked)).flat();
    for (const event of events)
      if (isUntold(event)) gaps.add(`which session ${by} got by ${event.name} (event ${event.id})`);
    moves.push(...events.map((event) => moveOf(event, by)));
    const minted = events.flatMap((event) => mintedBy(event, by)).filter(({ id }) => !seen.has(id));
    for (const session of minted) {
      if (seen.size - keys.length >= MOST_SESSIONS) {
        gaps.add(`more than ${MOST_SESSIONS} sessions: those made by ${by} and later ones were not followed`);
        break;
      }
      seen.add(session.id);
      sessions.push(session);
      queue.push(session.id);
    }
  }
  return { sessions: sessions.toSorted((a, b) => a.at - b.at), moves, gaps: [...gaps] };
}

interface AskedOf {
  readonly region: string;
  readonly by: KeyId;
  readonly since: number;
  readonly pages: number | undefined;
}

async function eventsOf(
  trail: Pick<KeyTrailGateway, 'uses'>,
  { region, by: key, since, pages }: AskedOf,
): Promise<{ readonly events: readonly TrailEvent[]; readonly gap?: string }> {
  try {
    const { events, complete } = await trail.uses(region, key, since, pages);
    return complete ? { events } : { events, gap: `older events of ${key} in ${region}: there are too many` };
  } catch {
    return { events: [], gap: `events of ${key} in ${region} (cloudtrail:LookupEvents)` };
  }
}

const MINTS = /^(AssumeRole|AssumeRoot|GetSessionToken|GetFederationToken)$/;

/** A session was made, and CloudTrail does not name it: it leaves out what is too large. */
function isUntold({ name, service, error, session }: TrailEvent): boolean {
  return service === 'sts.amazonaws.com' && MINTS.test(name) && error === undefined && session === undefined;
}

function moveOf({ id, at, name, service, region, error, made }: TrailEvent, by: KeyId): Move {
  return { id, at, name, service, region, error, by, ...(made === undefined ? {} : { made }) };
}

function mintedBy({ name, at, session }: TrailEvent, by: KeyId): readonly MintedSession[] {
  if (session === undefined) return [];
  const how = name === 'GetSessionToken' || name === 'GetFederationToken' ? name : 'AssumeRole';
  const { id, role, userId, until } = session;
  // As long as one may live, where CloudTrail does not tell.
  return [{ id, by, how, role, userId, at, until: until ?? at + LONGEST_SESSION_MS }];
}
