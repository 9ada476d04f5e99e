import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Usage } from '../../core/model/usage.ts';
import type { RecordSink, TrailReading } from '../../ports/account-export.ts';
import { readTrailFiles } from '../trail/files.ts';
import { TRAIL } from './known.ts';
import type { KeptPart } from './manifest.ts';
import { type FileRead, partStatus } from './part.ts';
import { damagedFile } from './problem.ts';

const FILE = `${TRAIL}/`;
const FACTS = ['usage'] as const;

export interface TrailRead extends FileRead {
  readonly records: number;
}

/** Adds up the CloudTrail files of the directory. A folder without any file was not filled: that is a gap. */
export async function readTrail(
  dir: string,
  sink: RecordSink,
  onProgress: (text: string) => void,
): Promise<TrailRead> {
  const folder = join(dir, TRAIL);
  const stats = await stat(folder).catch(() => undefined);
  if (stats === undefined) return { state: 'missing', items: [], problems: [], records: 0 };
  if (!stats.isDirectory()) {
    const problems = [
      damagedFile(FILE, `${FILE}: expected a folder of trail files, got something else`, FACTS),
    ];
    return { state: 'damaged', items: [], problems, records: 0 };
  }
  const { files, records, problems: found } = await readTrailFiles([folder], sink, onProgress);
  const problems = found.map(({ file, reason }) => {
    const name = file.startsWith(dir) ? file.slice(dir.length).replace(/^\/+/, '') : file;
    return { ...damagedFile(FILE, `${name}: ${reason}`, FACTS), missing: name };
  });
  return { state: files > 0 ? 'read' : 'damaged', items: [], problems, records };
}

export function toTrail(
  read: TrailRead,
  usage: readonly Usage[],
  keptPart: KeptPart | undefined,
  account: string,
): TrailReading {
  const missing = keptPart?.missing ?? FILE;
  return { usage, missing, ...partStatus({ file: FILE, facts: FACTS }, read, keptPart, account) };
}
