import { parseInstant } from '../model/time.ts';
import { type Deactivation, USAGE_SAMPLE, type Usage } from '../model/usage.ts';
import { type EventIds, eventIds } from './event-ids.ts';
import { deactivated, deactivationBook, passwordUsed, type StatusChange } from './trail-signs.ts';

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
  /** Of each access key the last change of its status, for whoever adds up several books. */
  statusChanges(): readonly StatusChange[];
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
 * @param ids what was counted before; absent: nothing was
 */
export function usageBook(ids: Pick<EventIds, 'add'> = eventIds()): UsageBook {
  const lines = new Map<string, Line>();
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
    deactivations: () => deactivated(changes.all()),
    statusChanges: changes.all,
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
