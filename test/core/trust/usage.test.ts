import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usageBook } from '../../../lib/core/trust/usage.ts';

const KEY = 'AKIAEXAMPLEEXAMPLE01';

function aRecord(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    eventID: 'e1',
    eventTime: '2026-01-02T03:04:05Z',
    eventName: 'GetObject',
    awsRegion: 'eu-west-1',
    sourceIPAddress: '192.0.2.1',
    userAgent: 'aws-cli',
    userIdentity: { accessKeyId: KEY },
    ...fields,
  };
}

function booked(...records: readonly unknown[]) {
  const book = usageBook();
  for (const record of records) book.add(record);
  return { usage: book.usage(), malformed: book.malformed };
}

it('adds up what a key did', () => {
  const { usage, malformed } = booked(
    aRecord(),
    aRecord({
      eventID: 'e2',
      eventTime: '2026-01-01T00:00:00Z',
      eventName: 'PutObject',
      errorCode: 'AccessDenied',
    }),
    aRecord({
      eventID: 'e3',
      eventTime: '2026-03-01T00:00:00Z',
      sourceIPAddress: '192.0.2.2',
      awsRegion: 'us-east-1',
    }),
  );
  expect(malformed).toBe(0);
  expect(usage).toEqual([
    {
      accessKeyId: KEY,
      calls: 3,
      firstSeen: '2026-01-01T00:00:00.000Z',
      lastSeen: '2026-03-01T00:00:00.000Z',
      sourceIps: ['192.0.2.1', '192.0.2.2'],
      userAgents: ['aws-cli'],
      events: ['GetObject', 'PutObject'],
      regions: ['eu-west-1', 'us-east-1'],
      counts: { sourceIps: 2, userAgents: 1, events: 2, regions: 2, errors: 1 },
    },
  ]);
});

describe('what counts', () => {
  it.each`
    why                                            | records                                                               | calls  | malformed
    ${'an eventID counts once'}                    | ${[aRecord(), aRecord({ eventName: 'Other' })]}                       | ${[1]} | ${0}
    ${'without an eventID each record counts'}     | ${[aRecord({ eventID: undefined }), aRecord({ eventID: undefined })]} | ${[2]} | ${0}
    ${'an eventID counts once over all keys'}      | ${[aRecord(), aRecord({ userIdentity: { accessKeyId: 'B' } })]}       | ${[1]} | ${0}
    ${'an empty eventID is an id as well'}         | ${[aRecord({ eventID: '' }), aRecord({ eventID: '' })]}               | ${[1]} | ${0}
    ${'a call without a key is passed over'}       | ${[aRecord({ userIdentity: { type: 'AWSService' } })]}                | ${[]}  | ${0}
    ${'a call without an identity too'}            | ${[aRecord({ userIdentity: null })]}                                  | ${[]}  | ${0}
    ${'a key that is empty is none'}               | ${[aRecord({ userIdentity: { accessKeyId: '' } })]}                   | ${[]}  | ${0}
    ${'text is no record'}                         | ${['record', null, 7, [aRecord()]]}                                   | ${[]}  | ${4}
    ${'no eventTime is no record'}                 | ${[aRecord({ eventTime: undefined })]}                                | ${[]}  | ${1}
    ${'an eventTime that is none'}                 | ${[aRecord({ eventTime: 'soon' }), aRecord({ eventTime: 7 })]}        | ${[]}  | ${2}
    ${'the same bad eventTime twice'}              | ${[aRecord({ eventTime: 'x' }), aRecord({ eventTime: 'x' })]}         | ${[]}  | ${2}
    ${'an identity that is none'}                  | ${[aRecord({ userIdentity: 'me' })]}                                  | ${[]}  | ${1}
    ${'a key id that is no text'}                  | ${[aRecord({ userIdentity: { accessKeyId: 7 } })]}                    | ${[]}  | ${1}
    ${'a malformed record does not use up its id'} | ${[aRecord({ eventTime: 'x' }), aRecord()]}                           | ${[1]} | ${1}
  `('$why', ({ records, calls, malformed }) => {
    const result = booked(...records);
    expect(result.usage.map((usage) => usage.calls)).toEqual(calls);
    expect(result.malformed).toBe(malformed);
  });

  it('reads every form of time that AWS writes', () => {
    const { usage } = booked(
      aRecord({ eventID: 'a', eventTime: '2026-01-01T02:00:00+02:00' }),
      aRecord({ eventID: 'b', eventTime: '2026-01-01T00:00:00.500Z' }),
      aRecord({ eventID: 'c', eventTime: '2026-01-01T00:00:00Z' }),
    );
    expect(usage[0]).toMatchObject({
      firstSeen: '2026-01-01T00:00:00.000Z',
      lastSeen: '2026-01-01T00:00:00.500Z',
    });
  });

  it('shows a few of many values and counts them all', () => {
    const records = Array.from({ length: 50 }, (_, i) =>
      aRecord({ eventID: `e${i}`, userAgent: `agent ${i + 10}` }),
    );
    const [usage] = booked(...records).usage;
    expect(usage?.userAgents).toHaveLength(20);
    expect(usage?.userAgents[0]).toBe('agent 10');
    expect(usage?.counts.userAgents).toBe(50);
  });
});

describe('laws', () => {
  const time = fc
    .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
    .map((date) => `${date.toISOString().slice(0, 19)}Z`);
  const record = fc.record({
    eventID: fc.nat(40).map((n) => `id-${n}`),
    eventTime: time,
    eventName: fc.constantFrom('A', 'B', 'C'),
    awsRegion: fc.constantFrom('r1', 'r2'),
    sourceIPAddress: fc.string(),
    userAgent: fc.string({ unit: 'binary' }),
    userIdentity: fc.record({ accessKeyId: fc.constantFrom('K1', 'K2', '__proto__') }),
  });
  // One content for each id, as in overlapping trails.
  const records = fc.uniqueArray(record, { selector: ({ eventID }) => eventID });

  it('neither order nor repetition changes the sum', () => {
    fc.assert(
      fc.property(records, fc.infiniteStream(fc.nat()), (once, random) => {
        const shuffled = [...once, ...once]
          .map((item) => ({ item, rank: random.next().value as number }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ item }) => item);
        expect(booked(...shuffled)).toEqual(booked(...once));
      }),
    );
  });

  it('takes anything without an error, and counts or refuses or passes over each', () => {
    fc.assert(
      fc.property(fc.array(fc.anything()), (things) => {
        const { usage, malformed } = booked(...things);
        expect(malformed).toBe(things.length);
        expect(usage).toEqual([]);
      }),
    );
  });
});

it.each([
  ['random', (i: number) => `${(i * 2_654_435_761) % 4_294_967_296}-${i}`],
  ['numbered', (i: number) => `00000000-0000-0000-0000-${String(i).padStart(12, '0')}`],
])('tells 300,000 %s ids apart', (_, idOf) => {
  const book = usageBook();
  for (let round = 0; round < 2; round += 1) {
    for (let i = 0; i < 300_000; i += 1) book.add(aRecord({ eventID: idOf(i) }));
  }
  expect(book.usage()[0]?.calls).toBe(300_000);
});
