import { join } from 'node:path';
import { FORMATS, type Format } from '../../lib/cli/formats.ts';
import { main } from '../../lib/cli/program.ts';

export interface Swept {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function folderOf(world: string): string {
  return join(import.meta.dirname, world);
}

/** Sweeps a world's files, with everything that stands beside them handed over. */
export async function sweepFiles(world: string, ...args: string[]): Promise<Swept> {
  const dir = folderOf(world);
  const handed = ['--roster', join(dir, 'roster.csv'), '--exposures', join(dir, 'exposures.json')];
  let [stdout, stderr] = ['', ''];
  const code = await main(['sweep', '--from', dir, ...handed, ...args], {
    stdout: {
      write: (text) => {
        stdout += text;
      },
    },
    stderr: {
      write: (text: string) => {
        stderr += text;
        return true;
      },
    },
    now: () => new Date(0),
  });
  return { code, stdout, stderr };
}

/** The same, in every format. */
export async function sweepInEveryFormat(world: string): Promise<ReadonlyMap<Format, Swept>> {
  const all = new Map<Format, Swept>();
  for (const format of FORMATS) all.set(format, await sweepFiles(world, '--format', format, '--strict'));
  return all;
}
