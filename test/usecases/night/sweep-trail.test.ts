import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import type { TrailReading } from '../../../lib/ports/account-export.ts';
import { objectMemory } from '../../../lib/sources/memory/objects.ts';
import { readJson } from '../../../lib/usecases/night/json.ts';
import { memoryPrefix, partKey } from '../../../lib/usecases/night/layout.ts';
import { readParts } from '../../../lib/usecases/night/parts.ts';
import { sweepTrail } from '../../../lib/usecases/night/sweep-trail.ts';
import type { Reading, Target } from '../../../lib/usecases/night/target.ts';
import { ACCOUNT, connectionTo, smallAccount } from '../../aws/fake-gateways.ts';
import { memoryStore } from './memory.ts';

const REGION = 'us-east-1';
const now = () => new Date('2026-11-26T03:00:00.000Z');
const target: Target = {
  run: '2026-11-26',
  account: ACCOUNT,
  partition: 'aws',
  home: REGION,
  regions: [REGION],
  reach: 'all',
};

function record(eventName: string, userIdentity: object, requestParameters: object | null = null) {
  const eventSource = 'iam.amazonaws.com';
  const eventTime = '2026-11-25T10:00:00Z';
  return {
    eventID: eventName,
    eventTime,
    eventName,
    eventSource,
    awsRegion: REGION,
    userIdentity,
    requestParameters,
  };
}

function night() {
  const trail = memoryStore();
  const Records = [
    record('ListUsers', { accessKeyId: 'AKIAEXAMPLEEXAMPLE01' }),
    record('UpdateAccessKey', { accessKeyId: 'ASIAX' }, { accessKeyId: 'AKIAOFF', status: 'Inactive' }),
  ];
  const file = `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/2026/11/25/${ACCOUNT}_CloudTrail_${REGION}_x.json.gz`;
  trail.objects.set(file, gzipSync(JSON.stringify({ Records })));
  const store = memoryStore();
  const reading: Reading = {
    store,
    // Nobody is asked: the files tell.
    connection: connectionTo({
      ...smallAccount(),
      trail: () => {
        throw new Error('LookupEvents was called');
      },
    }),
    policy: DEFAULT_POLICY,
    watched: new Set(),
    memory: (place) => objectMemory(store, memoryPrefix(ACCOUNT, place)),
    trail: { place: { bucket: 'trail', prefix: '' }, bucket: trail, days: 3 },
    now,
    sleep: async () => {},
  };
  return { store, reading };
}

it('reads the files of a trail where the deployment names one, even when IAM was not read', async () => {
  const { store, reading } = night();
  expect(await sweepTrail(target, REGION, reading)).toEqual({ items: 1, gaps: 0 });
  const kept = (await readJson(store, partKey(target.run, ACCOUNT, REGION, 'trail'))) as TrailReading;
  expect(kept).toMatchObject({ status: 'complete', missing: 's3:GetObject' });
  const manifest = { account: ACCOUNT, partition: 'aws', takenAt: now().toISOString(), regions: [REGION] };
  const { trail } = await readParts(store, manifest, [target.run]);
  expect(trail.usage.map(({ accessKeyId }) => accessKeyId)).toEqual(['AKIAEXAMPLEEXAMPLE01']);
  expect(trail.deactivations).toEqual([{ accessKeyId: 'AKIAOFF', at: '2026-11-25T10:00:00.000Z' }]);
});

it('worked twice leaves the same', async () => {
  const { store, reading } = night();
  await sweepTrail(target, REGION, reading);
  const before = new Map(store.objects);
  await sweepTrail(target, REGION, reading);
  expect(new Map(store.objects)).toEqual(before);
});
