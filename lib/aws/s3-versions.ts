import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Version, VersionStore } from '../ports/version-store.ts';
import type { AwsClients } from './clients.ts';
import { AnswerError } from './errors.ts';
import { pages } from './pages.ts';

/** Only for a bucket that goes with its stack. */
export const emptyingActions = [
  's3:ListBucketVersions',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
] as const;

/** Every version and every delete marker of a bucket. */
export function bucketVersions(clients: AwsClients, region: string, Bucket: string): VersionStore {
  const client = clients.client(S3Client, 's3', region);
  return {
    async *pages() {
      // A page begins where the one before it ended: at a key, and at one of its versions.
      const list = pages(
        (place) => client.send(new ListObjectVersionsCommand({ Bucket, ...markers(place) })),
        ({ IsTruncated, NextKeyMarker, NextVersionIdMarker }) =>
          IsTruncated === true ? JSON.stringify([NextKeyMarker, NextVersionIdMarker]) : undefined,
      );
      for await (const page of list) yield versionsIn(page);
    },
    async remove(versions) {
      if (versions.length === 0) return;
      const { Errors = [] } = await client.send(
        new DeleteObjectsCommand({
          Bucket,
          Delete: {
            Objects: versions.map(({ key, version }) => ({ Key: key, VersionId: version })),
            Quiet: true,
          },
        }),
      );
      const [first] = Errors;
      if (first !== undefined)
        throw new AnswerError(`${Errors.length} objects were not deleted: ${first.Code ?? 'no code'}`);
    },
  };
}

function markers(place: string | undefined): {
  readonly KeyMarker?: string;
  readonly VersionIdMarker?: string;
} {
  if (place === undefined) return {};
  const [KeyMarker, VersionIdMarker] = JSON.parse(place) as readonly (string | null)[];
  return {
    ...(KeyMarker ? { KeyMarker } : {}),
    ...(VersionIdMarker ? { VersionIdMarker } : {}),
  };
}

function versionsIn({
  Versions = [],
  DeleteMarkers = [],
}: ListObjectVersionsCommandOutput): readonly Version[] {
  return [...Versions, ...DeleteMarkers].flatMap(({ Key, VersionId }) =>
    Key === undefined || VersionId === undefined ? [] : [{ key: Key, version: VersionId }],
  );
}
