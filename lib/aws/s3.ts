import {
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import type { ObjectStore } from '../ports/object-store.ts';
import type { AwsClients } from './clients.ts';

export const actions = ['s3:GetObject', 's3:ListBucket'] as const;
export const writeActions = ['s3:PutObject'] as const;

/** A bucket as a store; keys are as they are. Whoever may not list a bucket is told that an absent key is denied. */
export function bucketStore(clients: AwsClients, region: string, Bucket: string): ObjectStore {
  return storeOf(clients.client(S3Client, 's3', region), Bucket);
}

/** The same, by a client that is there already. */
export function storeOf(client: S3Client, Bucket: string): ObjectStore {
  return {
    async read(Key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        return await Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof NoSuchKey || (error as Error).name === 'NoSuchKey') return undefined;
        throw error;
      }
    },
    async write(Key, Body) {
      await client.send(new PutObjectCommand({ Bucket, Key, Body }));
    },
    async list(Prefix, most) {
      const keys: string[] = [];
      const asked = { Bucket, Prefix, ...(most === undefined ? {} : { MaxKeys: most }) };
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, asked)) {
        keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
        if (most !== undefined && keys.length >= most) break;
      }
      return keys.toSorted().slice(0, most);
    },
  };
}
