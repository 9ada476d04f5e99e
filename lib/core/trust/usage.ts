import { parseInstant } from '../model/time.ts';
import { type Deactivation, USAGE_SAMPLE, type Usage } from '../model/usage.ts';
import { deactivationBook, passwordUsed } from './trail-signs.ts';

/** Adds CloudTrail records up into what each access key or session did. Fits the port `RecordSink`. */
export interface UsageBook {
  /**
   * Takes one CloudTrail record, in any order. A record whose eventID was counted before is not counted again
   * (trails overlap); a record that names no access key is passed over.
   */
  add(record: unknown): void;
  /** One entry an access key id or console password, sorted by it. */
  usage(): readonly Usage[];
  /** Access keys whose last change of status, as far as the records show, took them out of use. */
  deactivations(): readonly Deactivation[];
  /** Records that were not understood and not counted: whoever reads them makes a gap of this. */
  readonly malformed: number;
}

/** What is read of a record; nothing about it is trusted. */
interface TrailRecord {
  readonly userIdentity?: unknown;
  readonly eventTime?: unknown;
  readonly eventID?: unknown;
  readonly eventName?: unknown;
  readonly awsRegion?: unknown;
  readonly sourceIPAddress?: unknown;
  readonly userAgent?: unknown;
  readonly errorCode?: unknown;
}

interface Line {
  calls: number;
  errors: number;
  /** Milliseconds since 1970. */
  first: number;
  last: number;
  readonly sourceIps: Set<string>;
  readonly userAgents: Set<string>;
  readonly events: Set<string>;
  readonly regions: Set<string>;
}

/**
 * An empty book. It holds a line for each key and about 16 bytes for each event, since ids are kept as 64-bit
 * hashes: among 50 million events the chance that any two are mixed up is below 1 in 10,000.
 */
export function usageBook(): UsageBook {
  const lines = new Map<string, Line>();
  const ids = idSet();
  const changes = deactivationBook();
  const momentOf = momentReader();
  let malformed = 0;

  function add(record: unknown): void {
    const at = isObject(record) ? momentOf(record.eventTime) : Number.NaN;
    const key = isObject(record) ? (passwordUsed(record) ?? accessKeyOf(record.userIdentity)) : undefined;
    if (!isObject(record) || Number.isNaN(at) || key === undefined) {
      malformed += 1;
      return;
    }
    changes.add(record, at);
    if (key === '') return;
    if (typeof record.eventID === 'string' && !ids.add(record.eventID)) return;
    let line = lines.get(key);
    if (line === undefined) {
      line = newLine(at);
      lines.set(key, line);
    }
    count(line, record, at);
  }

  return {
    add,
    usage: () => [...lines].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, line]) => toUsage(id, line)),
    deactivations: changes.all,
    get malformed() {
      return malformed;
    },
  };
}

function isObject(value: unknown): value is TrailRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns '' when the call was made without an access key, undefined when it can't be told */
function accessKeyOf(identity: unknown): string | undefined {
  if (identity === undefined || identity === null) return '';
  if (typeof identity !== 'object') return undefined;
  const { accessKeyId } = identity as { readonly accessKeyId?: unknown };
  if (accessKeyId === undefined || accessKeyId === null) return '';
  return typeof accessKeyId === 'string' ? accessKeyId : undefined;
}

function newLine(at: number): Line {
  return {
    calls: 0,
    errors: 0,
    first: at,
    last: at,
    sourceIps: new Set(),
    userAgents: new Set(),
    events: new Set(),
    regions: new Set(),
  };
}

function count(line: Line, record: TrailRecord, at: number): void {
  line.calls += 1;
  if (at < line.first) line.first = at;
  if (at > line.last) line.last = at;
  if (record.errorCode !== undefined && record.errorCode !== null) line.errors += 1;
  if (typeof record.sourceIPAddress === 'string') line.sourceIps.add(record.sourceIPAddress);
  if (typeof record.userAgent === 'string') line.userAgents.add(record.userAgent);
  if (typeof record.eventName === 'string') line.events.add(record.eventName);
  if (typeof record.awsRegion === 'string') line.regions.add(record.awsRegion);
}

function toUsage(accessKeyId: string, line: Line): Usage {
  return {
    accessKeyId,
    calls: line.calls,
    firstSeen: new Date(line.first).toISOString(),
    lastSeen: new Date(line.last).toISOString(),
    sourceIps: sample(line.sourceIps),
    userAgents: sample(line.userAgents),
    events: sample(line.events),
    regions: sample(line.regions),
    counts: {
      sourceIps: line.sourceIps.size,
      userAgents: line.userAgents.size,
      events: line.events.size,
      regions: line.regions.size,
      errors: line.errors,
    },
  };
}

function sample(values: ReadonlySet<string>): readonly string[] {
  return [...values].toSorted().slice(0, USAGE_SAMPLE);
}

/** Reads eventTime; records lie in order of time, so the same second comes many times in a row. */
function momentReader(): (eventTime: unknown) => number {
  let lastText = '';
  let lastMoment = Number.NaN;
  return (eventTime) => {
    if (typeof eventTime !== 'string') return Number.NaN;
    if (eventTime === lastText) return lastMoment;
    const instant = parseInstant(eventTime);
    lastText = eventTime;
    lastMoment = instant === undefined ? Number.NaN : Date.parse(instant);
    return lastMoment;
  };
}

/** A set of texts that remembers 64 bits of each: a JavaScript Set ends at 16.7 million, and keeps every text. */
function idSet(): { add(id: string): boolean } {
  let slots = new Uint32Array(2 ** 11);
  let size = 0;

  /** @returns false when it was there already */
  function insert(high: number, low: number): boolean {
    const mask = slots.length / 2 - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const there = slots[2 * slot];
      const thereToo = slots[2 * slot + 1];
      if (there === high && thereToo === low) return false;
      if (there === 0 && thereToo === 0) {
        slots[2 * slot] = high;
        slots[2 * slot + 1] = low;
        return true;
      }
    }
  }

  function grow(): void {
    const old = slots;
    slots = new Uint32Array(old.length * 2);
    for (let i = 0; i < old.length; i += 2) {
      const high = old[i] ?? 0;
      const low = old[i + 1] ?? 0;
      if (high !== 0 || low !== 0) insert(high, low);
    }
  }

  return {
    add(id) {
      // Two multiplicative hashes side by side, each stirred into the other at the end (as in MurmurHash3's finish).
      let a = 0xdeadbeef;
      let b = 0x41c6ce57;
      for (let i = 0; i < id.length; i += 1) {
        const unit = id.charCodeAt(i);
        a = Math.imul(a ^ unit, 0x85ebca77);
        b = Math.imul(b ^ unit, 0xc2b2ae3d);
      }
      a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
      b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
      // All zero marks an empty slot.
      const fresh = insert(a >>> 0, b >>> 0 || 1);
      if (!fresh) return false;
      size += 1;
      if (size * 8 > slots.length * 3) grow();
      return true;
    },
  };
}
