import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { actions as bucketReads } from '../../aws/s3.ts';
import type { Config } from '../config.ts';
import type { Grant } from '../grants.ts';

/**
 * What the worker needs to read a trail's files itself: to list and read below the trail's own prefix, and to decrypt
 * with the trail's own key. In an organisation too it is the hub's worker that reads, from one bucket for all accounts.
 */
export function trailGrants(scope: Construct, config: Config): readonly Grant[] {
  const { bucket, keyArn } = config.trail;
  if (bucket === undefined) return [];
  const arn = `arn:${Stack.of(scope).partition}:s3:::${bucket}`;
  const below = `${folder(config)}AWSLogs/${whose(scope, config)}`;
  return [
    {
      sid: 'TrailFiles',
      actions: bucketReads.filter((action) => action === 's3:GetObject'),
      resources: [`${arn}/${below}*`],
      why: "The trail's own files and nothing else of its bucket: their names are not known before",
    },
    {
      sid: 'TrailList',
      actions: bucketReads.filter((action) => action === 's3:ListBucket'),
      resources: [arn],
      conditions: { StringLike: { 's3:prefix': `${below}*` } },
    },
    ...(keyArn === undefined ? [] : [{ sid: 'TrailKey', actions: ['kms:Decrypt'], resources: [keyArn] }]),
  ];
}

/** What that worker is told. */
export function trailEnvironment(config: Config): Readonly<Record<string, string>> {
  const { bucket, bucketRegion, days, source } = config.trail;
  if (bucket === undefined) return {};
  return {
    NIGHTWARDEN_TRAIL_BUCKET: bucket,
    NIGHTWARDEN_TRAIL_PREFIX: folder(config),
    NIGHTWARDEN_TRAIL_DAYS: String(days),
    ...(bucketRegion === undefined ? {} : { NIGHTWARDEN_TRAIL_REGION: bucketRegion }),
    ...(source === 'organisation-trail' && config.organisation !== undefined
      ? { NIGHTWARDEN_TRAIL_ORGANISATION: config.organisation.id }
      : {}),
  };
}

function folder({ trail: { prefix } }: Config): string {
  return prefix === undefined ? '' : `${prefix}/`;
}

/** The part of the path that narrows to those whose keys are judged. */
function whose(scope: Construct, { trail: { source }, organisation }: Config): string {
  if (organisation === undefined) return `${Stack.of(scope).account}/`;
  return source === 'organisation-trail' ? `${organisation.id}/` : '';
}
