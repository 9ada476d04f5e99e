import type { Fact } from '../core/model/facts.ts';
import type { SourceGap } from '../core/model/gap.ts';
import type { Exposure, Roster } from '../core/model/people.ts';
import type { Instant } from '../core/model/time.ts';
import type { Manifest } from '../ports/account-export.ts';
import type { Memory } from '../ports/memory.ts';
import { readExposures } from '../sources/exposures/index.ts';
import { openRoster } from '../sources/roster/index.ts';
import { type RosterCounts, recallRoster, rememberRoster } from '../sources/roster/memory.ts';

export interface PeopleFiles {
  readonly roster?: string;
  readonly exposures?: string;
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
  /** Remembers an accepted roster for the next night; does nothing without a memory. */
  remember(): Promise<void>;
}

/**
 * Reads who works here and what leaked.
 * @throws {InputError} when a file does not exist or is not what it should be
 */
export async function readPeople(
  { roster: rosterFile, exposures: exposuresFile }: PeopleFiles,
  now: Instant,
  memory?: Memory,
): Promise<People> {
  const exposures = exposuresFile === undefined ? [] : await readExposures(exposuresFile);
  const previous = memory === undefined ? undefined : await recallRoster(memory);
  const rosterAt = rosterFile === undefined ? undefined : await openRoster(rosterFile);
  let accepted: RosterCounts | undefined;
  const leavers = (rosterAt?.({ account: '', takenAt: now, previous }).roster?.people ?? []).filter(
    ({ status }) => status === 'left',
  );
  return {
    watched: new Set([
      ...exposures.map(({ credential }) => credential.toLowerCase()),
      ...leavers.flatMap(({ email }) => [email, email.slice(0, email.indexOf('@'))]),
    ]),
    in({ account, takenAt }) {
      const reading = rosterAt?.({ account, takenAt, previous });
      accepted = reading?.roster === undefined ? undefined : reading.counts;
      return {
        ...(reading?.roster === undefined ? {} : { roster: reading.roster }),
        exposures,
        read: [
          ...(reading?.roster === undefined ? [] : (['roster'] as const)),
          ...(exposuresFile === undefined ? [] : (['exposures'] as const)),
        ],
        gaps: reading?.gaps ?? [],
      };
    },
    async remember() {
      if (memory !== undefined && accepted !== undefined) await rememberRoster(memory, accepted);
    },
  };
}
