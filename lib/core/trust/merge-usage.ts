import { latest } from '../model/time.ts';
import { USAGE_SAMPLE, type Usage } from '../model/usage.ts';

type Seen = 'sourceIps' | 'userAgents' | 'events' | 'regions';

/**
 * Adds up what several readings (one a Region) tell of the same keys. Where a reading kept only a sample, the number
 * of distinct values is the least that it can be.
 */
export function mergeUsage(readings: readonly Usage[]): readonly Usage[] {
  const byKey = new Map<string, Usage>();
  for (const usage of readings) {
    const known = byKey.get(usage.accessKeyId);
    byKey.set(usage.accessKeyId, known === undefined ? usage : merged(known, usage));
  }
  return [...byKey.values()].toSorted((a, b) => (a.accessKeyId < b.accessKeyId ? -1 : 1));
}

function merged(a: Usage, b: Usage): Usage {
  return {
    accessKeyId: a.accessKeyId,
    calls: a.calls + b.calls,
    firstSeen: [a.firstSeen, b.firstSeen].toSorted()[0] ?? a.firstSeen,
    lastSeen: latest(a.lastSeen, b.lastSeen) ?? a.lastSeen,
    sourceIps: union(a, b, 'sourceIps').slice(0, USAGE_SAMPLE),
    userAgents: union(a, b, 'userAgents').slice(0, USAGE_SAMPLE),
    events: union(a, b, 'events').slice(0, USAGE_SAMPLE),
    regions: union(a, b, 'regions').slice(0, USAGE_SAMPLE),
    counts: {
      sourceIps: distinct(a, b, 'sourceIps'),
      userAgents: distinct(a, b, 'userAgents'),
      events: distinct(a, b, 'events'),
      regions: distinct(a, b, 'regions'),
      errors: a.counts.errors + b.counts.errors,
    },
  };
}

function union(a: Usage, b: Usage, of: Seen): readonly string[] {
  return [...new Set([...a[of], ...b[of]])].toSorted();
}

function distinct(a: Usage, b: Usage, of: Seen): number {
  return Math.max(union(a, b, of).length, a.counts[of], b.counts[of]);
}
