// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html (file name format)
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { TrailRecord } from './record.ts';

/** AWS delivers about every five minutes; the file's name carries the moment, cut to that. */
const FILE_MINUTES = 5;

/**
 * Writes records as trail files, one per account, Region and five minutes, each into its account's bucket.
 * @param s3 gives the client of an account
 * @returns how many records were written
 */
export async function deliver(
  records: readonly TrailRecord[],
  bucket: string,
  s3: (account: string) => S3Client,
): Promise<number> {
  const files = Map.groupBy(records, ({ recipientAccountId, awsRegion, eventTime }) =>
    [recipientAccountId, awsRegion, moment(eventTime)].join(' '),
  );
  for (const account of new Set(records.map(({ recipientAccountId }) => recipientAccountId))) {
    await ensureBucket(s3(account), bucket);
  }
  for (const [group, Records] of files) {
    const [account = '', region = '', at = ''] = group.split(' ');
    const Key = `AWSLogs/${account}/CloudTrail/${region}/${at.slice(0, 4)}/${at.slice(4, 6)}/${at.slice(6, 8)}/${nameOf(account, region, at)}`;
    const Body = gzipSync(JSON.stringify({ Records }));
    const type = { ContentType: 'application/json', ContentEncoding: 'gzip' };
    await s3(account).send(new PutObjectCommand({ Bucket: bucket, Key, Body, ...type }));
  }
  return records.length;
}

function nameOf(account: string, region: string, at: string): string {
  const random = randomBytes(12).toString('base64').replace(/[+/]/g, 'x');
  return `${account}_CloudTrail_${region}_${at}_${random}.json.gz`;
}

/** `20261122T0305Z` */
function moment(eventTime: string): string {
  const at = new Date(eventTime);
  at.setUTCMinutes(at.getUTCMinutes() - (at.getUTCMinutes() % FILE_MINUTES));
  return `${at.toISOString().slice(0, 16).replace(/[-:]/g, '')}Z`;
}

async function ensureBucket(s3: S3Client, Bucket: string): Promise<void> {
  try {
    await s3.send(new CreateBucketCommand({ Bucket }));
  } catch (error) {
    const owned = error instanceof Error && error.name.startsWith('BucketAlready');
    if (!owned) throw error;
  }
}
