import type { Fact } from '../core/model/facts.ts';
import type { SourceGap } from '../core/model/gap.ts';
import type { Exposure, Roster } from '../core/model/people.ts';
import type { Instant } from '../core/model/time.ts';
import type { Manifest } from '../ports/account-export.ts';
import { judgeRoster, type RosterContext, type RosterReading } from '../sources/roster/judge.ts';
import type { RosterCounts } from '../sources/roster/memory.ts';
import type { RosterRow } from '../sources/roster/rows.ts';

/** What people handed over, read and not yet judged: plain data. Absent: nothing was handed over. */
export interface HandedOver {
  readonly roster?: { readonly file: string; readonly rows: readonly RosterRow[] } | undefined;
  readonly exposures?: readonly Exposure[] | undefined;
}

export interface PeopleFacts {
  readonly roster?: Roster;
  readonly exposures: readonly Exposure[];
  readonly gaps: readonly SourceGap[];
  /** What was handed over, even when it was empty. */
  readonly read: readonly Fact[];
}

export interface People {
  /**
   * Lower case: what leaked, and who has left by now. The last use of their keys must be of now, not the credential report's.
   */
  readonly watched: ReadonlySet<string>;
  /** What was read, as facts of this account at this moment. */
  in(manifest: Pick<Manifest, 'account' | 'takenAt'>): PeopleFacts;
}

export interface RosterBook {
  /** What the last accepted roster had. */
  readonly previous?: RosterCounts | undefined;
  /** Told of the roster that is accepted now, or that none is. */
  readonly onJudged?: (counts: RosterCounts | undefined) => void;
}

/** Who works here and what leaked, by what people handed over. */
export function peopleOf(
  handed: HandedOver,
  now: Instant,
  { previous, onJudged = () => {} }: RosterBook = {},
): People {
  const { roster, exposures = [] } = handed;
  const rosterAt = (context: Omit<RosterContext, 'previous'>): RosterReading | undefined =>
    roster === undefined ? undefined : judgeRoster(roster.file, roster.rows, { ...context, previous });
  const leavers = (rosterAt({ account: '', takenAt: now })?.roster?.people ?? []).filter(
    ({ status }) => status === 'left',
  );
  return {
    watched: new Set([
      ...exposures.map(({ credential }) => credential.toLowerCase()),
      ...leavers.flatMap(({ email }) => [email, email.slice(0, email.indexOf('@'))]),
    ]),
    in({ account, takenAt }) {
      const reading = rosterAt({ account, takenAt });
      onJudged(reading?.roster === undefined ? undefined : reading.counts);
      return {
        ...(reading?.roster === undefined ? {} : { roster: reading.roster }),
        exposures,
        read: [
          ...(reading?.roster === undefined ? [] : (['roster'] as const)),
          ...(handed.exposures === undefined ? [] : (['exposures'] as const)),
        ],
        gaps: reading?.gaps ?? [],
      };
    },
  };
}
