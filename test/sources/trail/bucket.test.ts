import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Memory } from '../../../lib/ports/memory.ts';
import { objectMemory } from '../../../lib/sources/memory/objects.ts';
import { readTrailBucket } from '../../../lib/sources/trail/bucket.ts';
import { type MemoryStore, memoryStore } from '../../usecases/night/memory.ts';
import { ACCOUNT } from '../files/export-builder.ts';

const KEY = 'AKIAEXAMPLEEXAMPLE01';
const REGION = 'us-east-1';
const ORGANISATION = 'o-a1b2c3d4e5';

let bucket: MemoryStore;
let kept: MemoryStore;
let memory: Memory;
/** Keys that were read, in order. */
let reads: string[];
let clock: Date;

beforeEach(() => {
  bucket = memoryStore();
  kept = memoryStore();
  memory = objectMemory(kept, `memory/${ACCOUNT}/${REGION}/`);
  reads = [];
  clock = new Date('2026-11-26T03:00:00.000Z');
});

function record(eventID: string, fields: Readonly<Record<string, unknown>> = {}) {
  return {
    eventID,
    eventTime: '2026-11-25T10:00:00Z',
    eventName: 'GetObject',
    eventSource: 's3.amazonaws.com',
    awsRegion: REGION,
    sourceIPAddress: '192.0.2.1',
    userAgent: 'aws-cli',
    userIdentity: { accessKeyId: KEY },
    requestParameters: { value: 'NIGHTWARDENCANARY-request' },
    responseElements: { credentials: { sessionToken: 'NIGHTWARDENCANARY-token' } },
    ...fields,
  };
}

interface Where {
  readonly day?: string;
  readonly name?: string;
  readonly root?: string;
}

function put(
  records: readonly unknown[] | string,
  { day = '2026/11/25', name = 'a', root = 'AWSLogs/' }: Where = {},
) {
  const body =
    typeof records === 'string' ? Buffer.from(records) : gzipSync(JSON.stringify({ Records: records }));
  const file = `${ACCOUNT}_CloudTrail_${REGION}_20261125T1005Z_${name}.json.gz`;
  bucket.objects.set(`${root}${ACCOUNT}/CloudTrail/${REGION}/${day}/${file}`, body);
}

function night(options: Partial<Parameters<typeof readTrailBucket>[0]> = {}) {
  return readTrailBucket({
    account: ACCOUNT,
    region: REGION,
    place: { bucket: 'trail', prefix: '' },
    bucket: {
      list: (prefix, most) => bucket.list(prefix, most),
      read: (key) => {
        reads.push(key);
        return bucket.read(key);
      },
    },
    days: 10,
    memory,
    now: () => clock,
    timeMs: 60_000,
    ...options,
  });
}

const calls = async (options: Parameters<typeof night>[0] = {}) =>
  Object.fromEntries((await night(options)).usage.map((usage) => [usage.accessKeyId, usage.calls]));

describe('the files of a trail', () => {
  it('add up to what each key did', async () => {
    put([record('1'), record('2')]);
    put([record('3', { eventTime: '2026-11-20T10:00:00Z' })], { day: '2026/11/20' });
    const { usage, status, gaps } = await night();
    expect({ status, gaps }).toEqual({ status: 'complete', gaps: [] });
    expect(usage).toMatchObject([
      {
        accessKeyId: KEY,
        calls: 3,
        firstSeen: '2026-11-20T10:00:00.000Z',
        lastSeen: '2026-11-25T10:00:00.000Z',
      },
    ]);
  });

  it.each`
    why                             | root                                | place
    ${'in the bucket itself'}       | ${'AWSLogs/'}                       | ${{ prefix: '' }}
    ${'below the trail’s prefix'}   | ${'audit/logs/AWSLogs/'}            | ${{ prefix: 'audit/logs/' }}
    ${'of an organisation’s trail'} | ${`audit/AWSLogs/${ORGANISATION}/`} | ${{ prefix: 'audit/', organisation: ORGANISATION }}
  `('are found $why', async ({ root, place }) => {
    put([record('1')], { root });
    expect(await calls({ place: { bucket: 'trail', ...place } })).toEqual({ [KEY]: 1 });
  });

  it('are read once, over all nights, and what late files bring is added', async () => {
    put([record('1')]);
    await night();
    expect(reads).toHaveLength(1);
    put([record('2')], { name: 'late' });
    expect(await calls()).toEqual({ [KEY]: 2 });
    expect(reads).toHaveLength(2);
    clock = new Date('2026-11-30T03:00:00.000Z');
    expect(await calls()).toEqual({ [KEY]: 2 });
    expect(reads).toHaveLength(2);
  });

  it('count an event once, though two trails tell of it, in one night or the next', async () => {
    put([record('1'), record('2')]);
    put([record('2')], { name: 'other' });
    expect(await calls()).toEqual({ [KEY]: 2 });
    put([record('1')], { name: 'another' });
    expect(await calls()).toEqual({ [KEY]: 2 });
  });

  it('count an event of midnight once, though two trails delivered it on two days', async () => {
    put([record('1')]);
    await night();
    clock = new Date('2026-11-27T03:00:00.000Z');
    put([record('1'), record('2')], { day: '2026/11/26' });
    expect(await calls()).toEqual({ [KEY]: 2 });
  });

  it('that come when a day was closed long ago are not looked for', async () => {
    put([record('1')], { day: '2026/11/22' });
    await night();
    put([record('2')], { day: '2026/11/22', name: 'far-too-late' });
    expect(await calls()).toEqual({ [KEY]: 1 });
  });

  it('are forgotten with their month, when they are older than what counts', async () => {
    put([record('1')], { day: '2026/11/22' });
    expect(await calls()).toEqual({ [KEY]: 1 });
    clock = new Date('2026-12-20T03:00:00.000Z');
    expect(await calls()).toEqual({});
  });

  it('tell which key was switched off, and not switched on again on a later day', async () => {
    const change = (eventID: string, accessKeyId: string, status: string, eventTime: string) =>
      record(eventID, {
        eventTime,
        eventName: 'UpdateAccessKey',
        eventSource: 'iam.amazonaws.com',
        userIdentity: { accessKeyId: 'ASIAEXAMPLEEXAMPLE01' },
        requestParameters: { accessKeyId, status },
      });
    put(
      [
        change('1', KEY, 'Inactive', '2026-11-20T10:00:00Z'),
        change('2', 'AKIAOFF', 'Inactive', '2026-11-20T11:00:00Z'),
      ],
      { day: '2026/11/20' },
    );
    put([change('3', KEY, 'Active', '2026-11-25T10:00:00Z')]);
    const { deactivations, usage } = await night();
    expect(deactivations).toEqual([{ accessKeyId: 'AKIAOFF', at: '2026-11-20T11:00:00.000Z' }]);
    expect(usage).toEqual([]);
  });

  it('leave nothing of a request or an answer, and no session', async () => {
    put([record('1'), record('2', { userIdentity: { accessKeyId: 'ASIAEXAMPLEEXAMPLE01' } })]);
    const reading = await night();
    const everything = [
      JSON.stringify(reading),
      ...[...kept.objects.values()].map((body) => Buffer.from(body).toString()),
    ];
    for (const text of everything) expect(text).not.toMatch(/NIGHTWARDENCANARY|ASIA|responseElements/);
  });
});

describe('what of a trail could not be read', () => {
  it('is a gap when time runs out: the newest days come first, and the next night reads on', async () => {
    put([record('1')]);
    put([record('2')], { day: '2026/11/20' });
    let ticks = 0;
    const now = () => new Date(clock.getTime() + 20_000 * ticks++);
    const first = await night({ now });
    expect(first.usage).toMatchObject([{ calls: 1 }]);
    expect(first).toMatchObject({ status: 'partial', gaps: [{ missing: 's3:GetObject', facts: ['usage'] }] });
    expect(first.gaps[0]?.reason).toMatch(/2026-11-17 to 2026-11-2\d are not read yet/);
    expect(await night()).toMatchObject({ status: 'complete', usage: [{ calls: 2 }] });
    expect(reads).toHaveLength(2);
  });

  it('is a gap when the bucket refuses, is not asked for long, and nothing is counted as read', async () => {
    put([record('1')]);
    let asked = 0;
    const denied = () => {
      asked += 1;
      return Promise.reject(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    };
    const refused = await night({ bucket: { list: denied, read: denied } });
    expect(refused).toMatchObject({ status: 'unread', usage: [], gaps: [{ missing: 's3:ListBucket' }] });
    expect(refused.gaps[0]?.remedy).toContain('policy of bucket trail');
    expect(asked).toBeLessThanOrEqual(5);
    expect(await calls()).toEqual({ [KEY]: 1 });
  });

  it('is read the next night when one file was refused, without counting the others twice', async () => {
    put([record('1')], { day: '2026/11/20' });
    put([record('2')], { day: '2026/11/20', name: 'b' });
    const read = async (key: string) => {
      if (key.endsWith('_b.json.gz')) throw Object.assign(new Error('no'), { name: 'AccessDenied' });
      return bucket.read(key);
    };
    const partly = await night({ bucket: { list: (prefix) => bucket.list(prefix), read } });
    expect(partly).toMatchObject({
      status: 'partial',
      usage: [{ calls: 1 }],
      gaps: [{ missing: 's3:GetObject' }],
    });
    expect(await night()).toMatchObject({ status: 'complete', usage: [{ calls: 2 }] });
    expect(reads).toHaveLength(1);
  });

  it.each`
    why                       | body
    ${'is cut off'}           | ${gzipSync('{"Records":[]}').subarray(0, 12).toString('latin1')}
    ${'is no JSON'}           | ${'<html>'}
    ${'holds something else'} | ${'{"configurationItems":[]}'}
    ${'holds no record'}      | ${'{"Records":[5]}'}
  `('is told of a file that $why, every night, while it counts', async ({ body }) => {
    put([record('1')]);
    put(body as string, { name: 'bad' });
    const first = await night();
    expect(first).toMatchObject({ status: 'partial', usage: [{ calls: 1 }] });
    expect(first.gaps[0]?.missing).toContain('_bad.json.gz');
    clock = new Date('2026-11-28T03:00:00.000Z');
    expect((await night()).gaps).toEqual(first.gaps);
  });

  it('is told of a Region that the trail does not cover, and not of one in which nothing happened', async () => {
    expect(await night()).toMatchObject({ status: 'partial', gaps: [{ missing: 's3:GetObject' }] });
    const digest = `AWSLogs/${ACCOUNT}/CloudTrail-Digest/${REGION}/2026/11/25/x_CloudTrail-Digest_y.json.gz`;
    bucket.objects.set(digest, new Uint8Array());
    expect(await night()).toMatchObject({ status: 'complete', gaps: [] });
  });

  it('is read from the beginning when what was remembered is damaged, or of another trail', async () => {
    put([record('1')]);
    await night();
    for (const key of kept.objects.keys()) kept.objects.set(key, Buffer.from('{}'));
    expect(await calls()).toEqual({ [KEY]: 1 });
    expect(reads).toHaveLength(2);
    put([record('9')], { root: 'other/AWSLogs/' });
    put([record('10')], { root: 'other/AWSLogs/', name: 'b' });
    expect(await calls({ place: { bucket: 'trail', prefix: 'other/' } })).toEqual({ [KEY]: 2 });
  });
});
