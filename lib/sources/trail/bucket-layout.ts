import type { ObjectStore } from '../../ports/object-store.ts';
import type { Ledger } from './ledger.ts';

/** Where a trail writes to. */
export interface TrailPlace {
  readonly bucket: string;
  /** Before `AWSLogs/`: empty, or ending in a slash. */
  readonly prefix: string;
  /** Of an organisation's trail: `o-…`, which lies in the path. */
  readonly organisation?: string | undefined;
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html */
export function folderOf(
  { prefix, organisation }: TrailPlace,
  account: string,
  region: string,
  kind: 'CloudTrail' | 'CloudTrail-Digest' = 'CloudTrail',
): string {
  const of = organisation === undefined ? '' : `${organisation}/`;
  return `${prefix}AWSLogs/${of}${account}/${kind}/${region}/`;
}

/** Whether an object of a day's folder is one of CloudTrail's files. */
export function isTrailFile(key: string): boolean {
  return /_CloudTrail_[^/]*\.json(\.gz)?$/.test(key);
}

/**
 * Whether the trail writes of an account and Region at all: a Region in which nothing happened has no files, and only
 * its digests, which come every hour, tell it from one that the trail does not cover.
 */
export async function isCovered(
  bucket: Pick<ObjectStore, 'list'>,
  place: TrailPlace,
  account: string,
  region: string,
  { open }: Ledger,
): Promise<boolean> {
  if (Object.values(open).some(({ read }) => read.length > 0)) return true;
  for (const kind of ['CloudTrail', 'CloudTrail-Digest'] as const) {
    const [first] = await bucket.list(folderOf(place, account, region, kind), 1);
    if (first !== undefined) return true;
  }
  return false;
}
