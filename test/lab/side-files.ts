import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Seeded } from './seed.ts';
import { firstKeyOf, moment } from './seeding.ts';

export interface SideFiles {
  readonly roster: string;
  readonly exposures: string;
}

/**
 * Writes what a sweep is told beside the account: who works there and what leaked.
 * @param asOf the moment that the world's ages count from in these files, milliseconds since 1970
 */
export async function writeSideFiles(
  folder: string,
  seeded: Seeded,
  asOf = Date.parse(seeded.at),
): Promise<SideFiles> {
  const { world, keys } = seeded;
  const rows = world.people.map(({ email, team, leftDaysAgo }) =>
    leftDaysAgo === undefined
      ? `${email},${team},active,`
      : `${email},${team},left,${moment(asOf, leftDaysAgo).slice(0, 10)}`,
  );
  const reports = world.exposures.map(({ keyOf, daysAgo, source, note }) => ({
    credential: firstKeyOf(keys, keyOf),
    at: moment(asOf, daysAgo),
    source,
    note,
  }));
  await mkdir(folder, { recursive: true });
  const files = { roster: join(folder, 'roster.csv'), exposures: join(folder, 'exposures.json') };
  await writeFile(files.roster, `${['email,team,status,leftOn', ...rows].join('\n')}\n`);
  await writeFile(files.exposures, `${JSON.stringify(reports, null, 2)}\n`);
  return files;
}
