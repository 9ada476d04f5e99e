/** The records of one parsed file, or why there are none. */
export type Records =
  | { readonly records: readonly unknown[]; readonly cutOff: boolean }
  | { readonly reason: string };

const EXPECTED = 'expected {"Records": […]}, an array of records, or an answer of LookupEvents';

/**
 * Finds the records in what a trail file, a bare array, or LookupEvents' answer (one or an array of them) holds.
 * @param content the parsed JSON
 */
export function recordsOf(content: unknown): Records {
  if (Array.isArray(content)) return ofArray(content);
  if (typeof content !== 'object' || content === null)
    return { reason: `${EXPECTED}, got ${nameOf(content)}` };
  const { Records, Events, NextToken } = content as Readonly<Record<string, unknown>>;
  if (Records !== undefined) {
    return Array.isArray(Records)
      ? { records: Records, cutOff: false }
      : { reason: `Records: expected an array, got ${nameOf(Records)}` };
  }
  if (Events === undefined) return { reason: `${EXPECTED}, got an object without Records` };
  if (!Array.isArray(Events)) return { reason: `Events: expected an array, got ${nameOf(Events)}` };
  const events = ofArray(Events);
  return 'reason' in events ? events : { ...events, cutOff: typeof NextToken === 'string' };
}

function ofArray(items: readonly unknown[]): Records {
  if (!items.some(isWrapped)) return { records: items, cutOff: false };
  const records: unknown[] = [];
  let cutOff = false;
  for (const [at, item] of items.entries()) {
    const inner = isWrapped(item) ? unwrap(item) : { records: [item], cutOff: false };
    if ('reason' in inner) return { reason: `[${at}]: ${inner.reason}` };
    for (const record of inner.records) records.push(record);
    cutOff ||= inner.cutOff;
  }
  return { records, cutOff };
}

/** An event of LookupEvents, or a whole answer in an array of answers. */
type Wrapped = Readonly<Record<'CloudTrailEvent' | 'Records' | 'Events', unknown>>;

function isWrapped(item: unknown): item is Wrapped {
  return (
    typeof item === 'object' &&
    item !== null &&
    ('CloudTrailEvent' in item ||
      Array.isArray((item as Wrapped).Records) ||
      Array.isArray((item as Wrapped).Events))
  );
}

function unwrap(item: Wrapped): Records {
  if (!('CloudTrailEvent' in item)) return recordsOf(item);
  try {
    return { records: [JSON.parse(String(item.CloudTrailEvent))], cutOff: false };
  } catch {
    return { reason: 'CloudTrailEvent: expected the JSON text of a record: fetch it again' };
  }
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object';
  return `a ${typeof value}`;
}
