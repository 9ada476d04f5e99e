import type { Instant } from '../core/model/time.ts';
import type { Memory } from '../ports/memory.ts';
import { readExposures } from '../sources/exposures/index.ts';
import { readRoster } from '../sources/roster/index.ts';
import { type RosterCounts, recallRoster, rememberRoster } from '../sources/roster/memory.ts';
import { type HandedOver, type People, peopleOf } from './people.ts';

export interface PeopleFiles {
  readonly roster?: string;
  readonly exposures?: string;
}

export interface RememberedPeople extends People {
  /** Remembers an accepted roster for the next night; does nothing without a memory. */
  remember(): Promise<void>;
}

/**
 * Reads who works here and what leaked.
 * @throws {InputError} when a file does not exist or is not what it should be
 */
export async function readPeople(
  files: PeopleFiles,
  now: Instant,
  memory?: Memory,
): Promise<RememberedPeople> {
  const handed = await readHandedOver(files);
  const previous = memory === undefined ? undefined : await recallRoster(memory);
  let accepted: RosterCounts | undefined;
  const people = peopleOf(handed, now, {
    previous,
    onJudged: (counts) => {
      accepted = counts;
    },
  });
  return {
    ...people,
    async remember() {
      if (memory !== undefined && accepted !== undefined) await rememberRoster(memory, accepted);
    },
  };
}

async function readHandedOver({ roster: file, exposures }: PeopleFiles): Promise<HandedOver> {
  return {
    exposures: exposures === undefined ? undefined : await readExposures(exposures),
    roster: file === undefined ? undefined : { file, rows: await readRoster(file) },
  };
}
