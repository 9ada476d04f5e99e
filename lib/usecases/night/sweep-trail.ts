import { usageBook } from '../../core/trust/usage.ts';
import type { Part, TrailReading } from '../../ports/account-export.ts';
import { silent } from '../../ports/progress.ts';
import { keysToLookUp } from '../../sources/trail/keys.ts';
import { readTrail } from '../../sources/trail/live.ts';
import { readJson } from './json.ts';
import { keepTrail, unread } from './keep.ts';
import { GLOBAL_PLACE, partKey } from './layout.ts';
import type { Reading, Target, Told, TrailFiles } from './target.ts';

/** Milliseconds for a trail's files, well before Lambda ends the worker: what is left is read the next night. */
const FILES_MS = 600_000;

/**
 * What each key did in one Region: by the files of a trail where the deployment names one, else as far as CloudTrail's
 * management events tell of the keys that IAM listed.
 */
export async function sweepTrail(target: Target, region: string, reading: Reading): Promise<Told> {
  const { run, account } = target;
  const trail = await (reading.trail === undefined
    ? lookUp(target, region, reading)
    : readFiles(target, region, reading, reading.trail));
  await keepTrail(reading.store, { run, account, place: region }, trail);
  return { items: trail.usage.length, gaps: trail.gaps.length };
}

async function readFiles(
  { account }: Target,
  region: string,
  { memory, now }: Reading,
  trail: TrailFiles,
): Promise<TrailReading> {
  const { readTrailBucket } = await import('../../sources/trail/bucket.ts');
  return readTrailBucket({ account, region, ...trail, memory: memory(region), now, timeMs: FILES_MS });
}

async function lookUp(
  { run, account, home }: Target,
  region: string,
  { connection, store, policy, watched }: Reading,
): Promise<TrailReading> {
  const keys = (await readJson(store, partKey(run, account, GLOBAL_PLACE, 'accessKeys'))) as Part | undefined;
  if (keys === undefined || keys.status === 'unread') return withoutKeys(account, region);
  return readTrail({
    account,
    regions: [region],
    gateway: connection.gateways(home).trail,
    accessKeyIds: keysToLookUp(keys, watched),
    pagesPerRegion: policy.lookupPages,
    sink: usageBook(),
    progress: silent,
  });
}

function withoutKeys(account: string, region: string): TrailReading {
  const reason = 'no access key is known, so CloudTrail could not be asked about any';
  const { gaps } = unread({ name: 'trail', facts: ['usage'], account, place: region, reason });
  const told = gaps.map((gap) => ({ ...gap, missing: 'iam:ListAccessKeys' }));
  return { usage: [], missing: 'cloudtrail:LookupEvents', status: 'unread', gaps: told };
}
