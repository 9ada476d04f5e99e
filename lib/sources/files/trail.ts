import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord } from '../../core/model/records.ts';
import type { Usage } from '../../core/model/usage.ts';
import { count } from '../../core/reports/text.ts';
import type { RecordSink, TrailReading } from '../../ports/account-export.ts';
import { readTrailFiles } from '../trail/files.ts';
import { TRAIL } from './known.ts';
import type { KeptPart } from './manifest.ts';
import { type FileRead, partStatus } from './part.ts';
import { damagedFile, type FileProblem } from './problem.ts';

const FILE = `${TRAIL}/`;
const FACTS = ['usage'] as const;

export interface TrailRead extends FileRead {
  readonly records: number;
  /** Whose trail each record is of; '' where it does not say. */
  readonly recordsByAccount: ReadonlyMap<string, number>;
}

/** Adds up the CloudTrail files of the directory. A folder without any file was not filled: that is a gap. */
export async function readTrail(
  dir: string,
  sink: RecordSink & { readonly malformed?: number },
  onProgress: (text: string) => void,
): Promise<TrailRead> {
  const folder = join(dir, TRAIL);
  const stats = await stat(folder).catch(() => undefined);
  if (stats === undefined) return { ...NONE, state: 'missing', problems: [] };
  if (!stats.isDirectory()) {
    const problems = [
      damagedFile(FILE, `${FILE}: expected a folder of trail files, got something else`, FACTS),
    ];
    return { ...NONE, state: 'damaged', problems };
  }
  const recordsByAccount = new Map<string, number>();
  const {
    files,
    records,
    problems: found,
  } = await readTrailFiles([folder], byAccount(sink, recordsByAccount), onProgress);
  const problems = found.map(({ file, reason }) => {
    const name = file.startsWith(dir) ? file.slice(dir.length).replace(/^\/+/, '') : file;
    return { ...damagedFile(FILE, `${name}: ${reason}`, FACTS), missing: name };
  });
  return { state: files > 0 ? 'read' : 'damaged', items: [], problems, records, recordsByAccount };
}

const NONE = { items: [], records: 0, recordsByAccount: new Map<string, number>() } as const;

function byAccount(
  sink: RecordSink & { readonly malformed?: number },
  counts: Map<string, number>,
): RecordSink & { readonly malformed: number } {
  return {
    add(record) {
      const account = accountOf(record);
      counts.set(account, (counts.get(account) ?? 0) + 1);
      sink.add(record);
    },
    get malformed() {
      return sink.malformed ?? 0;
    },
  };
}

function accountOf(record: unknown): string {
  if (!isRecord(record)) return '';
  const { recipientAccountId, userIdentity } = record;
  const account = recipientAccountId ?? (isRecord(userIdentity) ? userIdentity.accountId : undefined);
  return typeof account === 'string' ? account : '';
}

/** Key ids are unique in the world, so foreign records do no harm; but they say nothing of this account's keys. */
function foreign({ recordsByAccount }: TrailRead, account: string): readonly FileProblem[] {
  if (recordsByAccount.size === 0 || recordsByAccount.has(account) || recordsByAccount.has('')) return [];
  const records = [...recordsByAccount.values()].reduce((sum, n) => sum + n, 0);
  const reason = `${FILE}: ${count(records, 'record')} of other accounts, none of ${account}`;
  const remedy = `add the trail files of AWSLogs/${account}/CloudTrail/, or check the account`;
  return [{ missing: FILE, reason, remedy, facts: FACTS }];
}

export function toTrail(
  read: TrailRead,
  usage: readonly Usage[],
  keptPart: KeptPart | undefined,
  account: string,
): TrailReading {
  const missing = keptPart?.missing ?? FILE;
  const problems = [...read.problems, ...foreign(read, account)];
  const told = partStatus({ file: FILE, facts: FACTS }, { ...read, problems }, keptPart, account);
  return { usage, missing, ...told };
}
