import * as z from 'zod';

const region = /^[a-z]{2,6}(-[a-z]{2,12}){1,3}-\d{1,2}$/;

/** Where the use of keys is read. */
export const trail = z
  .strictObject({
    source: z
      .enum(['lookup-events', 'trail', 'organisation-trail'])
      .default('lookup-events')
      .describe(
        'Where the use of keys is read: CloudTrail asked key by key, or the files of a trail, or those of an organisation’s trail.',
      ),
    bucket: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: 'the name of a bucket' })
      .optional()
      .describe(
        'Bucket that the trail writes to. In another account its policy must name the role of the worker.',
      ),
    prefix: z
      .string()
      .regex(/^[\w!.*'()-]+(\/[\w!.*'()-]+)*$/, { error: 'a prefix without a slash at either end' })
      .optional()
      .describe('The trail’s own prefix, in front of AWSLogs; without it: none.'),
    bucketRegion: z
      .string()
      .regex(region, { error: 'a Region such as eu-west-1' })
      .optional()
      .describe('Region of the bucket; without it: that of the deployment.'),
    keyArn: z
      .string()
      .regex(/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/, { error: 'the ARN of a KMS key' })
      .optional()
      .describe('Key that the trail encrypts with; without it: none of KMS.'),
    days: z
      .int()
      .min(1)
      .max(400)
      .default(90)
      .describe('How many days of files count; the first nights read them, newest first.'),
  })
  .prefault({});
export type TrailConfig = z.output<typeof trail>;

/** @throws {Error} when the options of the trail do not go together */
export function checkTrail(
  { source, bucket, prefix, bucketRegion, keyArn }: TrailConfig,
  mode: 'single' | 'organisation',
): void {
  const given = Object.entries({ bucket, prefix, bucketRegion, keyArn }).find(
    ([, value]) => value !== undefined,
  );
  if (source === 'lookup-events' && given !== undefined)
    throw new Error(
      `nightwarden.trail.source: expected trail or organisation-trail, for trail.${given[0]} is given; got lookup-events`,
    );
  if (source !== 'lookup-events' && bucket === undefined)
    throw new Error(
      `nightwarden.trail.bucket: expected the bucket that the trail writes to, for trail.source is ${source}; got nothing`,
    );
  if (source === 'organisation-trail' && mode === 'single')
    throw new Error(
      'nightwarden.trail.source: expected lookup-events or trail, for mode is single; got organisation-trail',
    );
}
