import { afterAll, beforeAll, expect, it } from 'vitest';
import { awsClients } from '../../../lib/aws/clients.ts';
import { bucketStore } from '../../../lib/aws/s3.ts';
import { objectMemory } from '../../../lib/sources/memory/objects.ts';
import { readTrailBucket } from '../../../lib/sources/trail/bucket.ts';
import { control } from '../../lab/gateway/support.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { LAB_SECRET } from '../../lab/ministack.ts';
import { memoryStore } from '../../usecases/night/memory.ts';

const KEY = 'AKIAEXAMPLEEXAMPLE01';
const NOW = new Date('2026-11-26T03:00:00.000Z');

let lab: Lab;
beforeAll(async () => {
  lab = await startLab({ trailBucket: 'trail', now: () => NOW.getTime() });
  process.env.AWS_ENDPOINT_URL_S3 = lab.endpoint;
});
afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL_S3;
  await lab?.stop();
});

async function happened(eventTime: string, awsRegion = 'us-east-1') {
  const event = { eventName: 'ListUsers', eventSource: 'iam.amazonaws.com', eventTime, awsRegion };
  const userIdentity = { type: 'IAMUser', accessKeyId: KEY, accountId: lab.account };
  await control(lab.endpoint, 'POST', 'trail-event', { ...event, userIdentity });
  await control(lab.endpoint, 'POST', 'deliver', {});
}

it('files that lie in S3 by account, Region and day are read once each', async () => {
  const credentials = { accessKeyId: lab.account, secretAccessKey: LAB_SECRET };
  const clients = awsClients({ budgets: { s3: 1000 }, credentials: async () => credentials });
  const store = bucketStore(clients, 'us-east-1', 'trail');
  const reads: string[] = [];
  const memory = objectMemory(memoryStore(), 'memory/');
  const night = () =>
    readTrailBucket({
      account: lab.account,
      region: 'us-east-1',
      place: { bucket: 'trail', prefix: '' },
      bucket: {
        list: (prefix, most) => store.list(prefix, most),
        read: (key) => {
          reads.push(key);
          return store.read(key);
        },
      },
      days: 5,
      memory,
      now: () => NOW,
      timeMs: 60_000,
    });

  await happened('2026-11-25T10:00:00Z');
  await happened('2026-11-24T10:00:00Z');
  await happened('2026-11-25T10:00:00Z', 'eu-west-1');
  expect(await night()).toMatchObject({ status: 'complete', usage: [{ accessKeyId: KEY, calls: 2 }] });
  await happened('2026-11-25T22:00:00Z');
  expect(await night()).toMatchObject({ status: 'complete', usage: [{ accessKeyId: KEY, calls: 3 }] });
  expect(reads).toHaveLength(3);
  expect(new Set(reads).size).toBe(3);
});
