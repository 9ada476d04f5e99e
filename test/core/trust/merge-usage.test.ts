import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { USAGE_SAMPLE, type Usage } from '../../../lib/core/model/usage.ts';
import { mergeUsage } from '../../../lib/core/trust/merge-usage.ts';

function aUsage(facts: Partial<Usage> = {}): Usage {
  return {
    accessKeyId: 'AKIA1',
    calls: 1,
    firstSeen: '2026-11-01T00:00:00.000Z',
    lastSeen: '2026-11-02T00:00:00.000Z',
    sourceIps: ['192.0.2.1'],
    userAgents: ['cli'],
    events: ['ListBuckets'],
    regions: ['us-east-1'],
    counts: { sourceIps: 1, userAgents: 1, events: 1, regions: 1, errors: 0 },
    ...facts,
  };
}

describe('the use of a key in several Regions', () => {
  it('adds up', () => {
    const there = aUsage({
      calls: 4,
      firstSeen: '2026-10-01T00:00:00.000Z',
      lastSeen: '2026-11-09T00:00:00.000Z',
      sourceIps: ['198.51.100.7', '192.0.2.1'],
      regions: ['eu-west-1'],
      counts: { sourceIps: 2, userAgents: 1, events: 1, regions: 1, errors: 3 },
    });
    expect(mergeUsage([aUsage(), there])).toEqual([
      {
        accessKeyId: 'AKIA1',
        calls: 5,
        firstSeen: '2026-10-01T00:00:00.000Z',
        lastSeen: '2026-11-09T00:00:00.000Z',
        sourceIps: ['192.0.2.1', '198.51.100.7'],
        userAgents: ['cli'],
        events: ['ListBuckets'],
        regions: ['eu-west-1', 'us-east-1'],
        counts: { sourceIps: 2, userAgents: 1, events: 1, regions: 2, errors: 3 },
      },
    ]);
  });

  it('of two keys stays apart, sorted by key', () => {
    const keys = mergeUsage([aUsage({ accessKeyId: 'AKIA2' }), aUsage(), aUsage({ accessKeyId: 'AKIA2' })]);
    expect(keys.map(({ accessKeyId, calls }) => [accessKeyId, calls])).toEqual([
      ['AKIA1', 1],
      ['AKIA2', 2],
    ]);
  });

  it('of nowhere is none, and of one Region is what it was', () => {
    expect(mergeUsage([])).toEqual([]);
    expect(mergeUsage([aUsage()])).toEqual([aUsage()]);
  });

  it('keeps a sample, and counts that a sample can not shorten', () => {
    const ips = (from: number) =>
      Array.from({ length: USAGE_SAMPLE }, (_, at) => `10.0.0.${100 + from + at}`);
    const counted = (sourceIps: number) => ({ ...aUsage().counts, sourceIps });
    const [merged] = mergeUsage([
      aUsage({ sourceIps: ips(0), counts: counted(70) }),
      aUsage({ sourceIps: ips(10), counts: counted(25) }),
    ]);
    expect(merged?.sourceIps).toEqual(ips(0));
    expect(merged?.counts.sourceIps).toBe(70);
  });
});

const moment = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2026-12-01'), noInvalidDate: true })
  .map((at) => at.toISOString());
const usage = fc
  .record({
    key: fc.constantFrom('AKIA1', 'AKIA2'),
    calls: fc.nat(1000),
    errors: fc.nat(10),
    seen: fc.tuple(moment, moment),
    ips: fc.uniqueArray(fc.ipV4(), { minLength: 1, maxLength: USAGE_SAMPLE }),
    more: fc.nat(50),
  })
  .map(({ key, calls, errors, seen, ips, more }) => {
    const [firstSeen = '', lastSeen = ''] = seen.toSorted();
    const counts = { ...aUsage().counts, errors, sourceIps: ips.length + more };
    return aUsage({ accessKeyId: key, calls, firstSeen, lastSeen, sourceIps: ips.toSorted(), counts });
  });

describe('whatever was read', () => {
  it('the order in which Regions were read changes nothing that is added up', () => {
    const sums = (readings: readonly Usage[]) =>
      mergeUsage(readings).map(
        ({ accessKeyId, calls, firstSeen, lastSeen, sourceIps, counts: { errors } }) => ({
          accessKeyId,
          calls,
          firstSeen,
          lastSeen,
          sourceIps,
          errors,
        }),
      );
    fc.assert(
      fc.property(fc.array(usage, { maxLength: 8 }), (readings) => {
        expect(sums(readings.toReversed())).toEqual(sums(readings));
      }),
    );
  });

  it('no count is below that of any Region, nor below what is shown', () => {
    fc.assert(
      fc.property(fc.array(usage, { maxLength: 8 }), (readings) => {
        for (const { accessKeyId, counts, sourceIps } of mergeUsage(readings)) {
          const own = readings.filter((reading) => reading.accessKeyId === accessKeyId);
          expect(counts.sourceIps).toBeGreaterThanOrEqual(
            Math.max(...own.map((each) => each.counts.sourceIps)),
          );
          expect(counts.sourceIps).toBeGreaterThanOrEqual(sourceIps.length);
          expect(sourceIps.length).toBeLessThanOrEqual(USAGE_SAMPLE);
        }
      }),
    );
  });
});
